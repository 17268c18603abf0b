//! The JSON Schema of the configuration file, and the proof that it says what the code does.

/// Printed by `article2md schema`; editors complete and check `article2md.toml` with it.
pub(crate) const SCHEMA: &str = include_str!("article2md.schema.json");

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::super::Settings;
    use super::SCHEMA;

    /// A header below which a table's keys stand, and the same table in the schema.
    const TABLES: [(&str, &str); 8] = [
        ("", ""),
        ("[style]", "/properties/style"),
        ("[front_matter]", "/properties/front_matter"),
        ("[rules]", "/properties/rules"),
        (
            "[rules.host.'a.example']",
            "/properties/rules/properties/host/additionalProperties",
        ),
        ("[url]", "/properties/url"),
        ("[files]", "/properties/files"),
        ("[[rules.remove]]", "/definitions/row"),
    ];

    fn schema() -> Value {
        serde_json::from_str(SCHEMA).expect("the schema is JSON")
    }

    /// The keys that the code knows, as it names them when it meets another one.
    fn known_keys(header: &str) -> BTreeSet<String> {
        let text = format!("{header}\nno-such-key = 1\n");
        let message = toml::from_str::<Settings>(&text)
            .unwrap_err()
            .message()
            .to_owned();
        let expected = message
            .split("expected")
            .nth(1)
            .unwrap_or_else(|| panic!("{message}"));
        expected
            .split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn the_schema_has_the_keys_that_the_code_has() {
        let schema = schema();
        for (header, pointer) in TABLES {
            let table = schema
                .pointer(pointer)
                .unwrap_or_else(|| panic!("no {pointer}"));
            let keys = table["properties"]
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect();
            assert_eq!(known_keys(header), keys, "{header}");
            assert_eq!(table["additionalProperties"], false, "{header}");
        }
    }

    #[test]
    fn every_word_of_the_schema_is_a_value() {
        let schema = schema();
        for (header, pointer) in TABLES
            .iter()
            .filter(|(header, _)| !header.contains("rules"))
        {
            for (key, property) in schema.pointer(pointer).unwrap()["properties"]
                .as_object()
                .unwrap()
            {
                let words = property["enum"].as_array().into_iter().flatten();
                for word in words.map(|word| word.as_str().unwrap()) {
                    let text = format!("{header}\n{key} = '{word}'\n");
                    assert!(toml::from_str::<Settings>(&text).is_ok(), "{text}");
                }
            }
        }
    }
}
