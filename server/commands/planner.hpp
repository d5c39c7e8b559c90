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

/// Parameters of a question that commands take as options, and what help says of them.
struct PlannerOption {
  std::string name; ///< "limits_s"
  std::string help;
  std::string value; ///< what help shows: "S,S,..."; "grid|exact": one of these words
  bool is_repeatable = false;
};
std::vector<PlannerOption> planner_options(layers::Question question);

/// Writes the answer, then a summary table (on stderr when the answer goes to stdout). Returns 0.
/// Throws geo::Error.
int run_planner(const PlannerCommand& command);

} // namespace server
