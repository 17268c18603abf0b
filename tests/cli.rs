//! The command from outside.
//!
//! Each file of `tests/cli/` is a case: a `.trycmd` file holds commands and what they print, a
//! `.toml` file one command with its standard input. They run in the folder `<case>.in`; where there
//! is a `<case>.out`, in a copy of it, which must then be equal to `<case>.out`. Backslashes show as
//! slashes in what they print. `TRYCMD=overwrite cargo test --test cli` writes what is printed now;
//! look at the difference. What a case can't say is a function below.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const DIRTY: &str = "---\ntitle: T\n---\n\n<p>A <b>bold</b> word.</p>\n";
const DONE: &str = "---\ntitle: T\n---\n\nA **bold** word.\n";

#[test]
fn sessions() {
    trycmd::TestCases::new()
        .case("tests/cli/*.trycmd")
        .case("tests/cli/*.toml");
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_article2md"));
    command.current_dir(folder).args(args).stdin(Stdio::null());
    command
}

fn run(folder: &Path, args: &[&str]) -> (i32, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command(folder, args).output().unwrap();
    let said = String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap();
    (status.code().unwrap(), said)
}

/// The summary without its time.
fn summary(folder: &Path, args: &[&str]) -> String {
    let (_, said) = run(folder, args);
    said.lines()
        .last()
        .unwrap_or_default()
        .split(" in ")
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn a_manifest_skips_what_is_unchanged_by_content_settings_and_version() {
    let folder = folder(&[
        ("in/a.html", "<p>a</p>"),
        ("in/b.html", "<ul><li>b</li></ul>"),
    ]);
    let again = || summary(folder.path(), &["-o", "out", "--incremental", "in"]);
    assert_eq!(again(), "2 converted, 0 unchanged");
    let manifest =
        fs::read_to_string(folder.path().join("out/.article2md-manifest.jsonl")).unwrap();
    assert_eq!(manifest.lines().count(), 3);
    assert_eq!(again(), "0 converted, 2 unchanged");
    fs::write(folder.path().join("out/a.md"), "by hand\n").unwrap();
    fs::write(folder.path().join("in/b.html"), "<p>c</p>").unwrap();
    assert_eq!(again(), "2 converted, 0 unchanged");
    let plus = ["-o", "out", "--incremental", "--bullet", "+", "in"];
    assert_eq!(summary(folder.path(), &plus), "0 converted, 2 unchanged");
    let manifest =
        fs::read_to_string(folder.path().join("out/.article2md-manifest.jsonl")).unwrap();
    assert_eq!(
        manifest.lines().count(),
        3,
        "the manifest of other settings is not used"
    );
}

#[test]
fn a_report_has_every_finding() {
    let folder = folder(&[("a.txt", "---\ntitle: T\n---\n<p>x</p><script>y</script>\n")]);
    let (status, said) = run(
        folder.path(),
        &["--check", "--quiet", "--report", "r.json", "a.txt"],
    );
    assert_eq!((status, said.as_str()), (1, ""));
    let report = fs::read_to_string(folder.path().join("r.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["files"][0]["status"], "converted");
    let codes: Vec<_> = report["files"][0]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .collect();
    assert!(
        codes.iter().any(|finding| finding["code"] == "A2M104"),
        "{report}"
    );
}

#[test]
fn the_number_of_jobs_changes_nothing() {
    let names: Vec<String> = (0..150).map(|n| format!("{}/{n}.md", n % 7)).collect();
    let long = format!("<p>{}</p>\n", "long ".repeat(20_000));
    let files: Vec<(&str, &str)> = names
        .iter()
        .enumerate()
        .map(|(n, name)| {
            (
                name.as_str(),
                if n % 20 == 0 {
                    long.as_str()
                } else {
                    "<p>x</p>\n"
                },
            )
        })
        .collect();
    let folder = folder(&files);
    let told = |jobs| {
        let args = ["--check", "--output-format", "jsonl", "--jobs", jobs, "."];
        let (status, said) = run(folder.path(), &args);
        assert_eq!(status, 1);
        said.lines()
            .take(names.len())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let one = told("1");
    assert_eq!(one.len(), names.len());
    assert_eq!(one, told("7"));
}

#[test]
fn a_partner_on_a_pipe_never_starves() {
    for jobs in ["1", "3"] {
        let folder = folder(&[]);
        let mut child = command(folder.path(), &["--jsonl", "--jobs", jobs])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        for id in 0..20 {
            writeln!(input, "{{\"id\":{id},\"content\":\"<p>x</p>\"}}").unwrap();
            let answer = output.next().unwrap().unwrap();
            assert!(
                answer.starts_with(&format!("{{\"id\":{id},\"ok\":true")),
                "{answer}"
            );
        }
        drop(input);
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn completions_the_manual_and_the_schema_are_printed() {
    let folder = folder(&[]);
    for (args, expected) in [
        (["completions", "bash"].as_slice(), "_article2md"),
        (&["completions", "fish"], "complete -c article2md"),
        (&["man"], ".TH article2md"),
        (&["schema"], "\"title\": \"article2md.toml\""),
        (&["rules"], "\tremove\t"),
        (&["explain"], "A2M301  chrome-removed"),
        (&["--help"], "Exit status:"),
    ] {
        let (status, said) = run(folder.path(), args);
        assert_eq!(status, 0, "{args:?}");
        assert!(said.contains(expected), "{args:?}: {said}");
    }
}

#[test]
fn a_file_named_like_a_command_is_reached() {
    let folder = folder(&[("man", DIRTY), ("-dash.txt", DIRTY)]);
    for args in [
        ["./man"].as_slice(),
        &["--", "man"],
        &["--", "-dash.txt"],
        &["./-dash.txt"],
    ] {
        assert_eq!(run(folder.path(), args), (0, DONE.to_owned()), "{args:?}");
    }
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn a_link_stays_and_its_file_is_replaced_with_its_permissions() {
        let folder = folder(&[("real.md", DIRTY)]);
        let at = |name: &str| folder.path().join(name);
        fs::set_permissions(at("real.md"), fs::Permissions::from_mode(0o640)).unwrap();
        symlink("real.md", at("link.md")).unwrap();
        assert_eq!(
            run(folder.path(), &["-i", "-q", "link.md"]),
            (0, String::new())
        );
        assert!(at("link.md").is_symlink());
        assert_eq!(fs::read_to_string(at("real.md")).unwrap(), DONE);
        assert_eq!(fs::metadata(at("real.md")).unwrap().mode() & 0o777, 0o640);
    }

    #[test]
    fn a_file_that_would_not_change_is_not_touched() {
        let folder = folder(&[("done.md", DONE)]);
        let path = folder.path().join("done.md");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        let look = || {
            fs::metadata(&path)
                .map(|it| (it.ino(), it.mtime_nsec(), it.ctime_nsec()))
                .unwrap()
        };
        let before = look();
        assert_eq!(run(folder.path(), &["-i", "-q", "."]), (0, String::new()));
        assert_eq!(look(), before);
    }

    #[test]
    fn a_link_below_the_output_folder_does_not_lead_out() {
        let folder = folder(&[("in/sub/a.html", "<p>a</p>"), ("elsewhere/keep", "")]);
        fs::create_dir(folder.path().join("out")).unwrap();
        symlink("../elsewhere", folder.path().join("out/sub")).unwrap();
        let (status, said) = run(folder.path(), &["-o", "out", "in"]);
        assert_eq!(status, 2);
        assert!(said.contains("lies outside of the output folder"), "{said}");
        assert!(!folder.path().join("elsewhere/a.md").exists());
    }

    #[test]
    fn pipes_are_refused_without_being_opened() {
        let folder = folder(&[]);
        let made = Command::new("mkfifo")
            .arg(folder.path().join("p.md"))
            .status()
            .unwrap();
        assert!(made.success());
        let (status, said) = run(folder.path(), &["-i", "p.md"]);
        assert_eq!(status, 2);
        assert!(said.contains("not a regular file"), "{said}");
    }

    #[test]
    fn a_name_need_not_be_utf8() {
        let folder = folder(&[("中文 name.md", DIRTY)]);
        let name = OsStr::from_bytes(b"caf\xe9.md");
        // Some file systems allow no such names.
        if fs::write(folder.path().join(name), DIRTY).is_err() {
            return;
        }
        let (status, said) = run(folder.path(), &["-i", "-v", "."]);
        assert_eq!(status, 0);
        assert!(
            said.contains("caf\\xe9.md") && said.contains("中文 name.md"),
            "{said}"
        );
        assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), DONE);
    }

    #[test]
    fn links_that_lead_back_are_told_in_the_order_of_their_paths() {
        let folder = folder(&[("in/b/a.html", "<p>a</p>")]);
        let names = ["c", "b/z", "a!", "b!", "b/b", "a"];
        for name in names {
            symlink(
                folder.path().join("in"),
                folder.path().join("in").join(name),
            )
            .unwrap();
        }
        let (status, said) = run(folder.path(), &["--follow", "--show-files", "in"]);
        let told = said.lines().filter_map(|line| {
            let (_, link) = line.split_once("loop found: in/")?;
            link.split(' ').next()
        });
        let told: Vec<&str> = told.collect();
        assert_eq!(
            (status, told),
            (2, vec!["a", "a!", "b/b", "b/z", "b!", "c"])
        );
    }

    #[test]
    fn a_closed_pipe_is_no_error() {
        let text = "<p>x</p>\n".repeat(100_000);
        let folder = folder(&[("a.html", &text)]);
        let mut child = command(folder.path(), &["a.html"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let Output { status, stderr, .. } = child.wait_with_output().unwrap();
        assert_eq!(
            (status.code(), stderr.as_slice()),
            (Some(0), b"".as_slice())
        );
    }
}
