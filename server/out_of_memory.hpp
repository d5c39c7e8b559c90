#pragma once

namespace server {

/// Says that memory ran out, and the mend.
constexpr auto out_of_memory =
    "out of memory; allow more (ulimit -v, MemoryMax=), or give less to read";

/// Throws std::bad_alloc when there is less than any command takes before it reads a source. From
/// now on libraries that end the process where they have no memory end it with exit code 1 and a
/// line that says so; whatever else aborts does so. Once, when the program begins.
void prepare_for_little_memory();

} // namespace server
