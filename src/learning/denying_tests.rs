//! Tests of making denials, case by case.

use proptest::prelude::*;

use super::*;

#[test]
fn auxiliaries_are_denied() {
    let check = |sentence: &str, expect: &str| assert_eq!(denied(sentence), expect);
    check("Each item was checked by two physicians.", "Each item was not checked by two physicians.");
    check("The data are public.", "The data are not public.");
    check("The code is released under MIT.", "The code is not released under MIT.");
    check("All answers have been verified.", "All answers have not been verified.");
    check("The set has recently been extended.", "The set has not recently been extended.");
    check("The license can be found online.", "The license cannot be found online.");
    check("Scores may vary between runs.", "Scores may not vary between runs.");
    check("The leaderboard will be updated each year.", "The leaderboard will not be updated each year.");
    check("The set has three parts.", "The set does not have three parts.");
    check("All items have a rationale.", "All items do not have a rationale.");
    check("Each annotator had two days.", "Each annotator did not have two days.");
    check("Two nurses did the labeling.", "Two nurses did not do the labeling.");
    check(
        "Consent was obtained (A et al., 2020; B, 2021).",
        "Consent was not obtained (A et al., 2020; B, 2021).",
    );
    check("Items were\nwritten  by nurses.", "Items were not written by nurses.");
    // May is a month, and the auxiliary of the main clause counts.
    check("In May 2024, items were collected.", "In May 2024, items were not collected.");
    check("Since the data are old, all were checked.", "Since the data are old, all were not checked.");
    check("The set, which is new, was tested.", "The set, which is new, was not tested.");
    check("Copies (once they were found) are gone.", "Copies (once they were found) are not gone.");
    check("- Items were shuffled.", "Items were not shuffled.");
}

#[test]
fn what_authors_did_is_denied() {
    let check = |sentence: &str, expect: &str| assert_eq!(denied(sentence), expect);
    check("We checked all items.", "We have not checked all items.");
    check("The authors validated the labels.", "The authors have not validated the labels.");
    check("They removed duplicates.", "They have not removed duplicates.");
    check("In this work, we collected 300 items.", "In this work, we have not collected 300 items.");
    check("We manually reviewed every answer.", "We have not manually reviewed every answer.");
    check("We used GPT-4 as a judge.", "We have not used GPT-4 as a judge.");
    check("We release the code.", "We do not release the code.");
    check("We also rely on experts.", "We do not also rely on experts.");
    check("We need consent.", "We do not need consent.");
    check("We report 95% intervals.", "We do not report 95% intervals.");
    check("We built a set of questions.", "We did not build a set of questions.");
    check("We carefully chose the sources.", "We did not carefully choose the sources.");
    check("We wrote a guideline.", "We did not write a guideline.");
    check("For each item, we took the majority.", "For each item, we did not take the majority.");
    check("We set the temperature to 0.", "We did not set the temperature to 0.");
    check("We split the data by patient.", "We did not split the data by patient.");
    check("We ran each model three times.", "We did not run each model three times.");
    check("We have checked all items.", "We have not checked all items.");
    check("We have three annotators.", "We do not have three annotators.");
    check("We will share the data.", "We will not share the data.");
    check("We were given access.", "We were not given access.");
    // What they did counts, not what is said inside it.
    check(
        "We checked whether test items were in the training data.",
        "We have not checked whether test items were in the training data.",
    );
}

#[test]
fn the_rest_is_disclaimed() {
    let check = |sentence: &str, expect: &str| {
        assert_eq!(denied(sentence), format!("We did not do the following: {expect}"));
    };
    check("The benchmark covers ten specialties.", "the benchmark covers ten specialties.");
    check("MedQA covers ten specialties.", "MedQA covers ten specialties.");
    check("GPT-4 wrote the items.", "GPT-4 wrote the items.");
    check("English and German texts occur.", "English and German texts occur.");
    check("Stanford University holds the data.", "Stanford University holds the data.");
    check("The MedQA set covers it.", "the MedQA set covers it.");
    check("Cohen's kappa reached 0.8.", "Cohen's kappa reached 0.8.");
    check("Data quality control", "data quality control");
    check("We never checked the items.", "we never checked the items.");
    check("The items were not checked.", "the items were not checked.");
    check("Items were seen without labels.", "items were seen without labels.");
    check("All questions that were unclear left the set.", "all questions that were unclear left the set.");
    check(
        "Items were written by nurses and were checked by physicians.",
        "items were written by nurses and were checked by physicians.",
    );
    check(
        "Half of the items are real, and the others were made by hand.",
        "half of the items are real, and the others were made by hand.",
    );
    check("We built a set and checked it.", "we built a set and checked it.");
    check("It is known that items leak.", "it is known that items leak.");
    check("Each item was only seen once.", "each item was only seen once.");
    check("# Data", "data");
    check("", "");
}

proptest! {
    #[test]
    fn what_is_denied_denies(
        sentence in "((We|They|Not|No|In all,|we|was|can|have|only|not|or|with|just|Items|built|kept|and|that|checked|to|GPT-4|é|,|[a-zA-Z.]{1,6}) ?){1,9}"
    ) {
        let said = denied(&sentence);
        prop_assert!(denies(&said), "{}", said);
    }

    #[test]
    fn any_text_can_be_denied(sentence in any::<String>()) {
        prop_assert!(denies(&denied(&sentence)));
    }
}
