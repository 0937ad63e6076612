//! A corpus worked by hand.
