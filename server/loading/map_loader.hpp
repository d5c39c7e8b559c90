// server/loading: from sources to a served map, and again when they change; knows no request.
#pragma once

#include <string>
#include <vector>

#include "layers/catalog/catalog.hpp"
#include "layers/catalog/discovery.hpp"

namespace server {

/// layers::plan_layers, with the styles and the "server" section that a configuration names checked
/// too. Throws geo::Error: a plan that it returns can be served if its sources can be read.
layers::LayerPlan checked_plan(const std::vector<std::string>& sources,
                               const layers::LayerPlan& before = {});

/// Logs the files of served folders that hold no layer, or a broken one.
void log_files_without_layers(const layers::LayerPlan& plan);

/// Reads the layers of a plan and logs what became of each. A file of a served folder that cannot
/// be read is left out, with an error in the log; throws geo::Error for any other layer, and when
/// no layer is left. `sources`: what the plan was made of.
layers::Map load_map(const layers::LayerPlan& plan, const std::vector<std::string>& sources);

/// Reads the plan's layers again: those whose sources changed, or everything. Nothing gets lost by
/// it: a layer that cannot be read stays as it was in `old`, and the log says why.
layers::Map reload_map(const layers::Map& old, const layers::LayerPlan& plan, bool everything);

/// A file of a served folder that can be read no more is not in the new plan: puts its layers back
/// where they lay. `keeps_missing`: also of files that are gone.
void keep_broken_layers(layers::LayerPlan& plan, const layers::Map& old, bool keeps_missing);

} // namespace server
