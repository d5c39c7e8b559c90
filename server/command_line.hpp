// server: the program: its command line, and where every error ends; does no work itself.
#pragma once

namespace server {

/// Does what the command line says. Returns the exit status; throws geo::Error when something is
/// wrong with the data or the system.
int run_command_line(int argc, char** argv);

} // namespace server
