//! What a key means: the table that tells which values normalisation owns.
//!
//! Keys are told by name, letter by letter, as generators tell them, or else by their last word when
//! it says that the value is an address: `avatar_url`, `ogLogo`. Any other key is nobody's business
//! but its author's.

/// What normalisation may do with a key's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A heading: one line of text, no markup, no entities.
    Title,
    /// Text that a page shows: no entities.
    Text,
    /// A person or a site.
    Name,
    /// Categories, tags: a list of names.
    Terms,
    /// A point in time.
    Date,
    /// A picture that stands for the article.
    Cover,
    /// Pictures.
    Pictures,
    /// Where the article is, or what it is about.
    Address,
    /// Anything else.
    Other,
}

/// The role of `key`.
pub(super) fn role(key: &str) -> Role {
    match key {
        "title" | "subtitle" | "post_title" | "Title" => Role::Title,
        "description" | "summary" | "excerpt" | "deck" | "kicker" => Role::Text,
        "author" | "authors" => Role::Name,
        "categories" | "category" | "tags" | "tag" => Role::Terms,
        "date" | "updated" | "modified" | "lastmod" | "last_modified_at" | "modified_time"
        | "published" | "pubDate" | "pubdate" | "publishDate" | "post_date" | "post_date_gmt"
        | "post_modified" | "date_gmt" | "modified_gmt" | "created" | "creation_date"
        | "expirydate" | "expiryDate" | "last_modified" | "updated_at" | "created_at"
        | "published_at" | "published_date" => Role::Date,
        "headimg" | "thumbnail" | "cover" | "image" | "featured_image" | "featuredImage"
        | "hero" | "heroImage" | "banner" | "top_img" | "index_img" | "preview_image"
        | "share_img" | "excerpt_image" | "primary_image" | "og_image" | "coverImage"
        | "feature_image" => Role::Cover,
        "images" | "photos" | "pictures" | "gallery" => Role::Pictures,
        "link" | "url" | "permalink" | "canonical" | "canonical_url" | "canonicalUrl"
        | "source" | "source_url" | "sourceUrl" | "original" | "original_url" | "external_url"
        | "externalUrl" | "via" | "via_url" | "origin" => Role::Address,
        _ => match &*last_word(key).to_ascii_lowercase() {
            "url" | "uri" | "link" | "href" => Role::Address,
            "image" | "img" | "photo" | "picture" | "thumbnail" | "thumb" | "cover" | "banner"
            | "avatar" | "logo" | "icon" | "poster" => Role::Pictures,
            _ => Role::Other,
        },
    }
}

/// What stands behind the last `_`, `-` or `.` of a key, or from its last capital that does not
/// follow another one.
fn last_word(key: &str) -> &str {
    let begins = |(before, c): (char, char)| {
        matches!(before, '_' | '-' | '.') || c.is_uppercase() && !before.is_uppercase()
    };
    let pairs = key.chars().zip(key.char_indices().skip(1));
    let start = pairs.filter(|&(before, (_, c))| begins((before, c)));
    &key[start.last().map_or(0, |(_, (at, _))| at)..]
}

/// The order in which keys are written by default; any other key follows in the input's order.
pub(super) const ORDER: [&str; 22] = [
    "title",
    "subtitle",
    "date",
    "updated",
    "modified",
    "lastmod",
    "author",
    "authors",
    "categories",
    "tags",
    "description",
    "summary",
    "excerpt",
    "headimg",
    "cover",
    "image",
    "images",
    "thumbnail",
    "permalink",
    "url",
    "slug",
    "link",
];
