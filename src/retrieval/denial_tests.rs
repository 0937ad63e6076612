//! Tests of telling denials, case by case.

use super::*;

#[test]
fn denials_are_told() {
    let check = |sentence: &str, expect: bool| assert_eq!(denies(sentence), expect, "{sentence}");
    check("We did not check for contamination.", true);
    check("We do NOT share the data.", true);
    check("Labels weren’t checked.", true);
    check("Labels weren't checked.", true);
    check("No license is given.", true);
    check("The authors never say so.", true);
    check("Neither code nor data are public.", true);
    check("Items were used without consent.", true);
    check("The set lacks a license.", true);
    check("A license is absent.", true);
    check("We were unable to reach them.", true);
    check("The papers fail to report it.", true);
    check("Whether items leak remains unclear.", true);
    check("This is left to future work.", true);
    check("The items cannot be shared.", true);
    check("Not only items but also labels were not checked.", true);
    check("Each item was checked.", false);
    check("Not only physicians but also nurses took part.", false);
    check("See table no. 3 and No. 5.", false);
    check("A note in the notebook, another at noon.", false);
    check("There are 300 yes/no questions.", false);
    check("Answers are yes, or no.", false);
    check("We test models with and without retrieval.", false);
    check("Items have no more than five options.", false);
    check("Options include “none of the above”.", false);
    check("Sources include but are not limited to textbooks.", false);
    check("", false);
}

#[test]
fn only_the_main_clause_denies_outright() {
    let check = |sentence: &str, expect: bool| assert_eq!(denies_outright(sentence), expect, "{sentence}");
    check("We did not check for contamination.", true);
    check("The items were not read by a physician.", true);
    check("No item was read twice.", true);
    check("Readers didn’t see the answers.", true);
    check("We did not do the following: the items were read by a physician.", true);
    check("For a reference, 12 pharmacists who had not worked on the data answered all items.", false);
    check("We removed items that could not be answered.", false);
    check("All items were read without the key.", false);
    check("We not only read but also scored them.", false);
    check("", false);
}
