//! A new file that takes an old one's place gets its owner, its permissions and its extended
//! attributes (access control lists among them).

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

/// Copies what `old` at `path` has to `new`. Ownership is kept where the system allows it; where it
/// does not, bits that would lend the new owner's rights to others are dropped.
///
/// # Errors
/// When permissions or the user's own attributes can't be kept.
#[cfg(unix)]
pub(crate) fn copy(path: &Path, old: &Metadata, new: &File) -> io::Result<()> {
    use std::fs::Permissions;
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};

    /// Set-user-id and set-group-id.
    const LENT_RIGHTS: u32 = 0o6000;

    let made = new.metadata()?;
    let same_owner = (made.uid(), made.gid()) == (old.uid(), old.gid());
    let owned = same_owner
        || fchown(new, Some(old.uid()), Some(old.gid())).is_ok()
        || (fchown(new, None, Some(old.gid())).is_ok() && made.uid() == old.uid());
    let lent = if owned { 0 } else { LENT_RIGHTS };
    new.set_permissions(Permissions::from_mode(old.mode() & 0o7777 & !lent))?;
    copy_attributes(path, new)
}

#[cfg(not(unix))]
pub(crate) fn copy(_path: &Path, old: &Metadata, new: &File) -> io::Result<()> {
    new.set_permissions(old.permissions())
}

#[cfg(any(target_os = "linux", target_os = "android", target_os = "macos"))]
fn copy_attributes(path: &Path, new: &File) -> io::Result<()> {
    use rustix::buffer::spare_capacity;
    use rustix::fs::{XattrFlags, fsetxattr, getxattr, listxattr};
    use rustix::io::Errno;

    let unsupported = |error| matches!(error, Errno::OPNOTSUPP | Errno::NOSYS);
    let mut names = match sized(|buffer| listxattr(path, buffer)) {
        Err(error) if unsupported(error) => return Ok(()),
        size => Vec::with_capacity(size?),
    };
    if names.capacity() == 0 {
        return Ok(());
    }
    listxattr(path, spare_capacity(&mut names))?;
    for name in names
        .split(|&byte| byte == 0)
        .filter(|name| !name.is_empty())
    {
        let mut value = Vec::with_capacity(sized(|buffer| getxattr(path, name, buffer))?);
        getxattr(path, name, spare_capacity(&mut value))?;
        let kept = fsetxattr(new, name, &value, XattrFlags::empty());
        // Attributes of the system (security.*, trusted.*) are not everybody's to set.
        if name.starts_with(b"user.") {
            kept?;
        }
    }
    Ok(())
}

/// An attribute call with an empty buffer answers with the size that is needed.
#[cfg(any(target_os = "linux", target_os = "android", target_os = "macos"))]
fn sized(call: impl FnOnce(&mut [u8]) -> rustix::io::Result<usize>) -> rustix::io::Result<usize> {
    call(&mut [])
}

#[cfg(all(
    unix,
    not(any(target_os = "linux", target_os = "android", target_os = "macos"))
))]
fn copy_attributes(_path: &Path, _new: &File) -> io::Result<()> {
    Ok(())
}
