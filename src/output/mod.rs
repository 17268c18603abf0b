//! Results on their way to the disk.

pub(crate) mod diff;
pub(crate) mod folders;
pub(crate) mod litter;
mod metadata;
mod nameless;
mod recent;
pub(crate) mod replace;
pub(crate) mod signals;
mod stamp;
