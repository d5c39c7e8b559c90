#pragma once

#include <string>

#include "server/manual/program_text.hpp"

namespace server {

/// A script for bash that completes commands, their options, the words an option takes, and files
/// everywhere else. It needs no other script.
std::string bash_completion(const ProgramText& program);

} // namespace server
