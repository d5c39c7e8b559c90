#pragma once

#include <string>

#include "server/manual/program_text.hpp"

namespace server {

/// The manual page in section 1, for man(1).
std::string man_page(const ProgramText& program);

} // namespace server
