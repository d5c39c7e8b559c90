#pragma once

#include <string>
#include <vector>

#include "layers/requests/question.hpp"

namespace server {

/// `hazardmap response`, `coverage` and `nearest`: one question, answered into a file.
struct PlannerCommand {
  layers::Question question = layers::Question::response_areas;
  std::vector<std::string> sources; ///< a configuration, or files, folders and connections
  layers::Params params;            ///< as an address would have them
  /// Files that are read as layers of a kind, and become what the parameter of this name means.
  std::vector<std::string> stations, roads, hazards, demand, areas;
  std::string output = "-";
  bool overwrite = false;
};

/// Writes the answer, its warnings on stderr, then a summary table (on stderr when the answer goes
/// to stdout). Returns 0. Throws geo::Error.
int run_planner(const PlannerCommand& command);

} // namespace server
