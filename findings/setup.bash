# Gives a script a temporary folder, removed at its end, and pinned packages in it.
set -euo pipefail
dir=$(mktemp -d)
started=()
trap 'kill ${started[@]+"${started[@]}"} 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
export CARGO_TARGET_DIR=$dir/target PATH=$dir/env/bin:$dir/node_modules/.bin:$PATH

npm_install() {
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix . "$@"
}

pip_install() {
  python3 -m venv env
  hash -r
  pip install -q --disable-pip-version-check "$@"
}

# Writes a program with these dependencies, one an argument, from standard input; `cargo run --quiet` runs it.
rust_program() {
  mkdir src
  cat > src/main.rs
  printf '%s\n' '[package]' 'name = "finding"' 'edition = "2024"' '[dependencies]' "$@" > Cargo.toml
}

# Starts `prism` with these arguments, and sets `prism` to its address.
start_prism() {
  local port
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  prism=http://127.0.0.1:$port
  command prism "$@" --port "$port" > prism.log 2>&1 &
  started+=($!)
  curl -s --retry 60 --retry-delay 1 --retry-connrefused -o /dev/null "$prism"
}
