//! Talks to a child process line by line.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, ensure};

/// A process that is killed when this is dropped.
pub(crate) struct Dialogue {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Dialogue {
    pub(crate) fn start(mut command: Command) -> Result<Self> {
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.with_context(|| format!("cannot start {command:?}"))?;
        let output = child.stdout.take().context("the process has no output")?;
        Ok(Self { child, output: BufReader::new(output) })
    }

    pub(crate) fn write_line(&mut self, line: &str) -> Result<()> {
        let input = self.child.stdin.as_mut().context("the process has no input")?;
        Ok(writeln!(input, "{line}")?)
    }

    pub(crate) fn read_line(&mut self) -> Result<String> {
        let mut line = String::new();
        ensure!(self.output.read_line(&mut line)? > 0, "the process ended without a response");
        Ok(line.trim_end().to_owned())
    }

    /// Closes the input and waits for the end of the process.
    pub(crate) fn finish(mut self) -> Result<()> {
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Dialogue {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
