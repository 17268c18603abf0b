//! Lists of query parameters: those that campaigns add have a hundred names, and every URL with a
//! query is asked for all of them.

use super::row::Text;
use crate::table::{Table, hash};

/// Names of parameters, and what the names of others begin with.
#[derive(Debug, Clone)]
pub(super) struct Params {
    names: Table<Text>,
    starts: Vec<Text>,
}

impl Params {
    /// A name that ends in `*` stands for all that begin like it.
    pub(super) fn of(list: &[Text]) -> Self {
        let (mut names, mut starts) = (Vec::new(), Vec::new());
        for name in list {
            match name.strip_suffix('*') {
                Some(start) => starts.push(Text::Owned(start.to_owned())),
                None => names.push((key(name), name.clone())),
            }
        }
        let names = Table::of(names);
        Params { names, starts }
    }

    pub(super) fn hold(&self, name: &str) -> bool {
        self.names.get(key(name)).any(|own| own == name)
            || self.starts.iter().any(|start| name.starts_with(&**start))
    }
}

fn key(name: &str) -> u64 {
    hash(0, name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_names_and_what_they_begin_with() {
        let params = Params::of(&["fbclid".into(), "utm_*".into()]);
        for name in ["fbclid", "utm_", "utm_source"] {
            assert!(params.hold(name), "{name}");
        }
        for name in ["", "fbclid2", "fbcli", "utm", "FBCLID"] {
            assert!(!params.hold(name), "{name}");
        }
    }
}
