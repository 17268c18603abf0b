//! E-mail addresses that Cloudflare hides from robots.
//!
//! Its "Email Address Obfuscation" shows `[email protected]` for an address, and keeps the address in
//! an attribute of that or in the fragment of a link: in hexadecimal, each byte combined with the
//! first one by exclusive or. A script of the page writes it back, and so does this.

use super::Converter;
use crate::needle;
use crate::parser::dom::{Element, NodeId};
use crate::report::Code;

/// Where links to addresses lead to instead.
const PATH: &str = "/cdn-cgi/l/email-protection#";

impl Converter<'_, '_> {
    /// Writes the address that an element stands for; `false` if it stands for none.
    pub(super) fn email(&mut self, id: NodeId, element: Element<'_>) -> bool {
        let hidden = element.attrs.iter().find(|a| &*a.name == "data-cfemail");
        let Some(address) = hidden.and_then(|attr| decode(&attr.value)) else {
            return false;
        };
        let shown = self.text_of(id);
        let line = self.dom().line(id);
        self.report
            .push(Code::EmailRevealed, None, Some(line), shown);
        self.run.text(address.into());
        true
    }
}

/// The `mailto:` URL that a link's address stands for; `None` if it stands for none.
pub(super) fn link(href: &str) -> Option<String> {
    let at = needle::find(href, PATH)?;
    let address = decode(&href[at + PATH.len()..])?;
    Some(format!("mailto:{address}"))
}

fn decode(hex: &str) -> Option<String> {
    let bytes = crate::url::hex_bytes(hex)?;
    let (key, hidden) = bytes.split_first()?;
    let address = String::from_utf8(hidden.iter().map(|byte| byte ^ key).collect()).ok()?;
    let is_of_address = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>');
    (address.contains('@') && address.chars().all(is_of_address)).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        for (hex, address) in [
            ("553415367b313a", Some("a@c.do")),
            ("00614062", Some("a@b")),
            ("0041", None),
            ("006140620a", None),
            ("0061406", None),
            ("006140+2", None),
            ("", None),
            ("é", None),
        ] {
            assert_eq!(decode(hex).as_deref(), address, "{hex}");
        }
        let href = "https://a.example/cdn-cgi/l/email-protection#00614062";
        assert_eq!(link(href).as_deref(), Some("mailto:a@b"));
        assert_eq!(link("/cdn-cgi/l/email-protection"), None);
    }
}
