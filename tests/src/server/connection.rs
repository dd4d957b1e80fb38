//! One connection, from its first byte to its last.

use std::io;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use super::{Request, Shared, Step, locked};

/// How often other tasks run before time passes: often enough for a client to take the bytes sent to it.
const YIELDS: u32 = 128;

/// A connection with or without TLS.
trait Socket: AsyncRead + AsyncWrite + Unpin {
    fn tcp(&self) -> &TcpStream;
}

impl Socket for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Socket for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

pub(super) async fn serve(stream: TcpStream, number: usize, shared: Arc<Shared>) -> io::Result<()> {
    let _open = Arc::clone(&shared.open);
    match &shared.setup.tls {
        Some(acceptor) => speak(acceptor.accept(stream).await?, number, &shared).await,
        None => speak(stream, number, &shared).await,
    }
}

async fn speak<S: Socket>(mut socket: S, number: usize, shared: &Shared) -> io::Result<()> {
    let greeting = shared.setup.greeting.as_ref().map(|greeting| greeting(number)).unwrap_or_default();
    perform(&mut socket, greeting, shared).await?;
    while let Some(request) = receive(&mut socket, shared.setup.responds_early).await? {
        locked(&shared.requests).push(request.clone());
        let script = Arc::clone(&locked(&shared.script));
        perform(&mut socket, script(request).await.to_steps(), shared).await?;
    }
    Ok(())
}

/// Performs the steps. The end of the connection is an error, so that nothing follows.
async fn perform<S: Socket>(socket: &mut S, steps: Vec<Step>, shared: &Shared) -> io::Result<()> {
    for step in steps {
        match step {
            Step::Send(bytes) => send(socket, &bytes).await?,
            Step::Repeat(bytes, times) => {
                for _ in 0..times {
                    send(socket, &bytes).await?;
                }
            }
            Step::Pass(time) => {
                for _ in 0..YIELDS {
                    tokio::task::yield_now().await;
                }
                if has_left(socket.tcp()) {
                    return end();
                }
                shared.setup.clock.advance(time);
            }
            Step::Silence => return drain(socket).await,
            Step::Close => {
                socket.shutdown().await?;
                // Unread bytes would turn the end into a reset.
                return drain(socket).await;
            }
            Step::Reset => {
                socket.tcp().set_zero_linger()?;
                return end();
            }
        }
    }
    Ok(())
}

fn end() -> io::Result<()> {
    Err(io::ErrorKind::ConnectionAborted.into())
}

async fn send<S: Socket>(socket: &mut S, bytes: &[u8]) -> io::Result<()> {
    socket.write_all(bytes).await?;
    socket.flush().await
}

/// Whether the client has closed the connection: time does not pass for a response that nobody waits for.
fn has_left(socket: &TcpStream) -> bool {
    let mut byte = [0];
    let mut context = Context::from_waker(Waker::noop());
    matches!(socket.poll_peek(&mut context, &mut ReadBuf::new(&mut byte)), Poll::Ready(Ok(0) | Err(_)))
}

/// Reads until the client disconnects.
async fn drain<S: Socket>(socket: &mut S) -> io::Result<()> {
    let mut unread = [0; 4096];
    while socket.read(&mut unread).await? > 0 {}
    end()
}

/// Reads the next request; none if the client has disconnected.
async fn receive<S: Socket>(socket: &mut S, head_alone: bool) -> io::Result<Option<Request>> {
    let mut request = Request { bytes: Vec::new() };
    while !(request.is_whole() || head_alone && request.head_length().is_some()) {
        if socket.read_buf(&mut request.bytes).await? == 0 {
            return Ok((!request.bytes.is_empty()).then_some(request));
        }
    }
    Ok(Some(request))
}
