#pragma once

namespace geo {

/// Gives way from now on to threads of this process that have little to do and must do it at once,
/// such as those that answer from what is at hand: a full processor would let them wait for
/// milliseconds (Linux has a nice value for each thread, see sched(7)). For a thread that computes.
void give_way();

} // namespace geo
