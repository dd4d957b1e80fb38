fn main() {
    meter::run(bench_raw::Raw::new);
}
