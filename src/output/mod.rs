//! Results on their way to the disk.

pub(crate) mod diff;
pub(crate) mod litter;
mod metadata;
pub(crate) mod replace;
pub(crate) mod signals;
pub(crate) mod stamp;
