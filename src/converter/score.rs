//! The score of an author, drawn as stars of which the page colours some: the title says how many.

use html5ever::local_name;

use super::Converter;
use crate::parser::dom::NodeId;
use crate::report::Code;

impl Converter<'_, '_> {
    /// Writes `4.5/5` for stars with this title; anything else as it is.
    pub(super) fn score(&mut self, id: NodeId) {
        let title = self.dom().attr(id, &local_name!("title"));
        let Some(score) = title.map(str::trim).filter(|title| is_score(title)) else {
            return self.container(id);
        };
        // Beside the stars the same can stand for screen readers.
        let shown = self.text_of(id).replace(score, "");
        if shown.contains(|c: char| !c.is_whitespace() && !matches!(c, '★' | '☆' | '⭐' | '✩'))
        {
            return self.container(id);
        }
        self.end_run();
        let line = self.dom().line(id);
        self.report
            .push(Code::ScoreRead, None, Some(line), shown.trim());
        self.run.text(score.to_owned().into());
        self.end_run();
    }
}

/// Whether a text is a number of so many, such as `4.5/5`.
fn is_score(text: &str) -> bool {
    let is_number = |text: &str| text.trim().parse::<f32>().is_ok_and(f32::is_sign_positive);
    text.split_once('/')
        .is_some_and(|(score, most)| is_number(score) && is_number(most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_told() {
        for score in ["5/5", "4.5/5", "7 / 10"] {
            assert!(is_score(score), "{score}");
        }
        for other in ["", "5", "/", "a/5", "1/2/3", "-1/5"] {
            assert!(!is_score(other), "{other}");
        }
    }
}
