//! The review page: a local server on which a person turns drafts into decisions.
//!
//! Every page is HTML made here; one small script (`review.js`) turns keys into the clicks that the page
//! offers anyway, and swaps in the page that comes back, so that everything works with the mouse and without
//! the script, too. Nothing is fetched from elsewhere.
//!
//! One server works for one reviewer. It listens on loopback only and answers only those who have this
//! run's token, under its own host name, and acts only on requests from its own pages (`guard`). What a paper
//! says is text and never markup. Pages of PDFs are drawn in a process of their own, which is ended when it
//! takes too long or too much memory ([`crate::picture::Painter`]).
//!
//! The search and the comparison look across papers, and show of every audit what the desk would show the
//! reviewer ([`crate::review::Viewer`]).
//!
//! A decision is on the disk before the page says so; there is no other state than the folders, so a
//! server may be killed at any moment, and several may work on one workspace.

mod acts;
mod cookies;
mod desks;
mod error;
mod guard;
mod pages;
mod routes;
mod shell;
mod site;
mod terms;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;

use crate::picture::Painter;
use crate::review::Reviewer;
use crate::workspace::Workspace;
use desks::Desks;
use site::Site;

pub use error::ServeError;

/// What the review page is served with.
#[derive(Debug)]
pub struct Settings {
    /// The person whose decisions are written.
    pub reviewer: Reviewer,
    /// The port on loopback; 0 takes any that is free.
    pub port: u16,
    /// Whether a draft's level stays hidden until the reviewer has chosen, without a way to turn it off.
    pub blind: bool,
    /// The program itself: it draws pages when asked to.
    pub program: PathBuf,
}

/// Serves until the process ends. `ready` is told the address to open, token
/// included, and one that works once, for a browser's command line.
///
/// # Errors
/// [`ServeError`] when it cannot listen, or the server stops.
pub fn serve(
    workspace: Workspace,
    settings: Settings,
    ready: impl FnOnce(&str, &str),
) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(ServeError::Runtime)?;
    runtime.block_on(async {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, settings.port));
        let listener = TcpListener::bind(address)
            .await
            .map_err(|source| ServeError::Listen { port: settings.port, source })?;
        let port = listener.local_addr().map_err(ServeError::Runtime)?.port();
        let token = guard::token()?;
        let once = guard::token()?;
        let link = |token: &str| format!("http://127.0.0.1:{port}/?token={token}");
        let (reusable, single) = (link(&token), link(&once));
        let site = Arc::new(Site {
            workspace,
            reviewer: settings.reviewer,
            blind: settings.blind,
            token,
            once: Mutex::new(Some(once)),
            port,
            painter: Painter::new(settings.program),
            desks: Desks::default(),
        });
        ready(&reusable, &single);
        axum::serve(listener, routes::router(site)).await.map_err(ServeError::Runtime)
    })
}
