#pragma once

#include <cstdint>
#include <string_view>

namespace support {

/// Whether every other thread of this process waits: for a lock, a condition or a client. None of
/// them holds a lock that another one waits for then, so none goes on before something happens.
bool all_others_wait();

/// How often threads of this name have gone to sleep so far. One that spins never does.
std::uint64_t times_asleep(std::string_view name);

} // namespace support
