//! Every format of a small corpus.
