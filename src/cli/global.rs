//! Options that every command takes, and what they open: the workspace and the rubric.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use anyhow::Result;

use super::options::at_least_one;
use crate::rubric::Rubric;
use crate::workspace::{self, Options, Workspace};

/// Options that every command takes.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Everywhere")]
pub(super) struct Global {
    /// The workspace [default: the nearest folder upward with `papers/` in it]
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) workspace: Option<PathBuf>,
    /// A rubric of your own instead of MedCheck's 46 criteria
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) rubric: Option<PathBuf>,
    /// How many papers to work on at once [default: one per core]
    #[arg(long, global = true, value_name = "N", value_parser = at_least_one)]
    pub(super) jobs: Option<NonZeroUsize>,
    /// No progress bar and no closing line; errors are still shown
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Say what is being done
    #[arg(long, short, global = true)]
    pub(super) verbose: bool,
}

impl Global {
    /// The workspace that was named, or the nearest one upward; with its model where `use_model`.
    ///
    /// # Errors
    /// There is none, or its settings or its rubric are not sound.
    pub(super) fn open(&self, use_model: bool) -> Result<Workspace> {
        let jobs = self.jobs.map(NonZeroUsize::get);
        let options = Options { jobs, use_model, rubric: self.rubric.clone() };
        Ok(Workspace::find(self.workspace.as_deref(), options)?)
    }

    /// The workspace, or `None` where there is none and none was named.
    ///
    /// # Errors
    /// As [`Global::open`], save for a workspace that was not named and is not there.
    pub(super) fn open_if_any(&self) -> Result<Option<Workspace>> {
        match self.open(true) {
            Ok(workspace) => Ok(Some(workspace)),
            Err(error) => match error.downcast_ref() {
                Some(workspace::Error::NoWorkspace { .. }) => Ok(None),
                _ => Err(error),
            },
        }
    }

    /// The rubric in use, which needs no workspace where there is none.
    ///
    /// # Errors
    /// The rubric's file, or the workspace's settings, are not sound.
    pub(super) fn rubric_in_use(&self) -> Result<Rubric> {
        if let Some(path) = &self.rubric {
            return Ok(Rubric::load(path)?);
        }
        Ok(self.open_if_any()?.map_or_else(|| Rubric::medcheck().clone(), |own| own.rubric().clone()))
    }
}
