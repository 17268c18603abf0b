pub(crate) static ROWS: &[crate::parser::rule::Row] = &[];
