//! One connection, from its first byte to its last.

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use super::{Request, Shared, Step, locked};

/// How often others get their turn before time passes: often enough for a client to take what has been sent to it.
const TURNS_OF_OTHERS: u32 = 128;

/// What a connection is made of.
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

/// Whether a connection goes on.
#[derive(PartialEq, Eq)]
enum Next {
    Goes,
    Ends,
}

pub(super) async fn serve(stream: TcpStream, number: usize, shared: Arc<Shared>) -> io::Result<()> {
    let _open = Open::new(&shared);
    match &shared.setup.tls {
        Some(acceptor) => speak(acceptor.accept(stream).await?, number, &shared).await,
        None => speak(stream, number, &shared).await,
    }
}

async fn speak<S: Socket>(mut socket: S, number: usize, shared: &Shared) -> io::Result<()> {
    let greeting = shared.setup.greeting.as_ref().map(|greeting| greeting(number));
    if do_all(&mut socket, greeting.unwrap_or_default(), shared).await? == Next::Ends {
        return Ok(());
    }
    while let Some(request) = receive(&mut socket, shared.setup.responds_early).await? {
        locked(&shared.requests).push(request.clone());
        let answering = {
            let script = Arc::clone(&locked(&shared.script));
            script(request)
        };
        if do_all(&mut socket, answering.await.to_steps(), shared).await? == Next::Ends {
            return Ok(());
        }
    }
    Ok(())
}

async fn do_all<S: Socket>(socket: &mut S, steps: Vec<Step>, shared: &Shared) -> io::Result<Next> {
    for step in steps {
        if do_one(socket, step, shared).await? == Next::Ends {
            return Ok(Next::Ends);
        }
    }
    Ok(Next::Goes)
}

async fn do_one<S: Socket>(socket: &mut S, step: Step, shared: &Shared) -> io::Result<Next> {
    match step {
        Step::Send(bytes) => send(socket, &bytes).await?,
        Step::Repeat(bytes, times) => {
            for _ in 0..times {
                send(socket, &bytes).await?;
            }
        }
        Step::Pass(time) => {
            for _ in 0..TURNS_OF_OTHERS {
                tokio::task::yield_now().await;
            }
            if has_left(socket.tcp()) {
                return Ok(Next::Ends);
            }
            shared.setup.clock.advance(time);
        }
        // A client that leaves ends it, too.
        Step::Silence => return drain(socket).await,
        Step::Close => {
            socket.shutdown().await?;
            // What has come and is not read would turn the end into a reset.
            return drain(socket).await;
        }
        Step::Reset => {
            socket.tcp().set_zero_linger()?;
            return Ok(Next::Ends);
        }
    }
    Ok(Next::Goes)
}

async fn send<S: Socket>(socket: &mut S, bytes: &[u8]) -> io::Result<()> {
    socket.write_all(bytes).await?;
    socket.flush().await?;
    Ok(())
}

/// Whether the client has closed the connection: what it misses is not to take any more time.
fn has_left(socket: &TcpStream) -> bool {
    let mut byte = [0];
    let mut context = Context::from_waker(Waker::noop());
    matches!(socket.poll_peek(&mut context, &mut ReadBuf::new(&mut byte)), Poll::Ready(Ok(0) | Err(_)))
}

async fn drain<S: Socket>(socket: &mut S) -> io::Result<Next> {
    let mut unread = [0; 4096];
    while socket.read(&mut unread).await? > 0 {}
    Ok(Next::Ends)
}

/// The next request; nothing when the client has left.
async fn receive<S: Socket>(socket: &mut S, head_alone: bool) -> io::Result<Option<Request>> {
    let mut request = Request { bytes: Vec::new() };
    loop {
        if request.is_whole() || (head_alone && request.head_length().is_some()) {
            return Ok(Some(request));
        }
        if socket.read_buf(&mut request.bytes).await? == 0 {
            return Ok((!request.bytes.is_empty()).then_some(request));
        }
    }
}

/// A connection as it is counted.
struct Open<'a>(&'a Shared);

impl<'a> Open<'a> {
    fn new(shared: &'a Shared) -> Self {
        shared.open.fetch_add(1, Ordering::SeqCst);
        Self(shared)
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::SeqCst);
    }
}
