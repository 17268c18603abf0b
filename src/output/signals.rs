//! SIGINT and SIGTERM while files are being written: the temporary file goes, then the process.

use super::litter::Litter;

/// From now on, the two signals remove what is in the making and end the process with status 130
/// or 143. A file whose rename has begun is finished by the system: it is the old one or the new.
#[cfg(unix)]
pub(crate) fn clean_up_on(litter: &Litter) {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    // Without the handler the signals still end the process, and the next run clears up.
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else {
        return;
    };
    let litter = litter.clone();
    let wait = move || {
        if let Some(signal) = signals.forever().next() {
            let _kept_locked = litter.clear();
            let number = u8::try_from(signal).unwrap_or(u8::MAX / 2);
            // The other threads may be anywhere; what they hold is on the list just cleared.
            #[allow(clippy::exit)]
            std::process::exit(i32::from(crate::cli::Exit::Signal(number).status()));
        }
    };
    let _ = std::thread::Builder::new()
        .name("signals".into())
        .spawn(wait);
}

#[cfg(not(unix))]
pub(crate) fn clean_up_on(_litter: &Litter) {}
