#include "server/commands/tiles.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "geo/error.hpp"
#include "geo/number_text.hpp"
#include "geo/tile/tile.hpp"
#include "layers/tilesets/tile_export.hpp"
#include "server/commands/export_report.hpp"
#include "server/http/compress.hpp"
#include "server/loading/map_loader.hpp"
#include "server/options/options_reader.hpp"

namespace server {

namespace {

using geo::ErrorKind;
using geo::fail;

/// The signal that asked for the end; 0: none did. Set by whichever thread the signal reaches,
/// while another looks: that takes an atomic, and a signal handler one without a lock.
std::atomic<int> asked_by_signal = 0;
static_assert(std::atomic<int>::is_always_lock_free);

/// A first signal is noted, a second one ends the process as it would any other. Files that grow
/// beyond what is allowed are an error of the write, not the end.
void note_signals() {
  struct sigaction note {};
  note.sa_handler = [](int signal) { asked_by_signal = signal; };
  note.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    ::sigaction(signal, nullptr, &before);
    if (before.sa_handler != SIG_IGN) // as nohup does
      ::sigaction(signal, &note, nullptr);
  }
  std::signal(SIGXFSZ, SIG_IGN);
}

/// The plan without the layers that are not wanted and that no wanted one is computed from.
layers::LayerPlan chosen_plan(layers::LayerPlan plan, const std::vector<std::string>& ids) {
  if (ids.empty())
    return plan;
  std::vector<std::string> known;
  for (const auto& config : plan.config.layers)
    known.push_back(config.id);
  for (const auto& id : ids) {
    if (std::ranges::find(known, id) == known.end())
      fail(ErrorKind::not_found, "layer \"{}\": there is none; there are {}", id,
           fmt::join(known, ", "));
    if (std::ranges::count(ids, id) > 1)
      fail(ErrorKind::invalid_input, "layer \"{}\": named twice; name it once", id);
  }
  if (std::ranges::any_of(plan.config.layers, [&](const layers::LayerConfig& config) {
        return config.request && std::ranges::find(ids, config.id) != ids.end();
      }))
    return plan; // what is computed needs the others
  auto chosen = plan;
  chosen.config.layers.clear();
  chosen.because.clear();
  for (const auto& id : ids) {
    const auto i = static_cast<std::size_t>(std::ranges::find(known, id) - known.begin());
    chosen.config.layers.push_back(plan.config.layers[i]);
    if (!plan.because.empty())
      chosen.because.push_back(plan.because[i]);
  }
  return chosen;
}

layers::LayerList chosen_layers(const layers::LayerList& all, const std::vector<std::string>& ids) {
  layers::LayerList chosen;
  for (const auto& id : ids)
    chosen.push_back(layers::find_layer(all, id));
  return chosen;
}

/// The titles of the layers.
std::string description_of(const layers::LayerList& all) {
  std::vector<std::string> titles;
  for (const auto& layer : all)
    titles.push_back(layers::text_in(layer->config.title, "en", layer->config.id));
  return fmt::format("{}", fmt::join(titles, ", "));
}

layers::TileExport export_of(const TilesRequest& request, layers::Map map) {
  const auto zooms = parse_zooms(request.zooms);
  layers::TileExport wanted;
  wanted.description = description_of(map.layers);
  wanted.name = layers::text_in(map.title, "en", wanted.description);
  wanted.generator = "hazardmap " HAZARDMAP_VERSION;
  wanted.layers = std::move(map.layers);
  wanted.min_zoom = zooms.min;
  wanted.max_zoom = zooms.max;
  if (!request.bbox.empty())
    wanted.area = parse_bbox(request.bbox);
  wanted.format = request.format;
  wanted.output = request.output;
  wanted.existing = {request.overwrite, request.resume};
  wanted.threads =
      request.threads.value_or(static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));
  wanted.sent_bytes = sent_bytes;
  wanted.gzip = [](std::string_view text) { return compress(text, Encoding::gzip); };
  return wanted;
}

/// `out.pmtiles: 65,432 tiles of zooms 0 to 8, 12.3 MB, in 4.3 s (15,200 tiles/s)`
std::string summary(const layers::TileExport& wanted, const layers::ExportResult& result,
                    double seconds) {
  const auto& progress = result.progress;
  const auto tiles_now = progress.tiles - result.begun_at.tiles;
  auto line = fmt::format("{}: {} tiles of zooms {} to {}, {}, in {} ({} tiles/s)", wanted.output,
                          count_text(progress.tiles), progress.min_zoom, progress.max_zoom,
                          bytes_text(progress.bytes), duration_text(seconds),
                          count_text(static_cast<std::uint64_t>(
                              std::llround(static_cast<double>(tiles_now) / seconds))));
  if (result.begun_at.tiles > 0)
    line +=
        fmt::format("; {} of the tiles are of an earlier run", count_text(result.begun_at.tiles));
  if (progress.features_dropped > 0)
    line += fmt::format("; {} times a feature was left out, to keep a tile within {}",
                        count_text(progress.features_dropped), bytes_text(wanted.budget_bytes));
  return line;
}

} // namespace

ZoomRange parse_zooms(std::string_view text) {
  const auto dash = text.find('-');
  const auto first = geo::parse_number<int>(text.substr(0, dash));
  const auto last =
      dash == std::string_view::npos ? first : geo::parse_number<int>(text.substr(dash + 1));
  if (!first || !last)
    fail(ErrorKind::invalid_input, "\"{}\" is no range of zooms; write 0-12, or 8 for one", text);
  if (*first > *last)
    fail(ErrorKind::invalid_input, "\"{}\" is reversed; write {}-{}", text, *last, *first);
  if (*last > geo::max_zoom)
    fail(ErrorKind::invalid_input, "zoom {} does not exist; zooms are 0 to {}", *last,
         geo::max_zoom);
  return {*first, *last};
}

geo::Box parse_bbox(std::string_view text) {
  const auto numbers = geo::parse_numbers(text);
  if (!numbers || numbers->size() != 4)
    fail(ErrorKind::invalid_input,
         "\"{}\" is not four numbers; write west,south,east,north in degrees", text);
  const geo::Box box{(*numbers)[0], (*numbers)[1], (*numbers)[2], (*numbers)[3]};
  if (box.west > box.east)
    fail(ErrorKind::invalid_input, "west {} lies east of east {}", box.west, box.east);
  if (box.south > box.north)
    fail(ErrorKind::invalid_input, "south {} lies north of north {}", box.south, box.north);
  if (!geo::Box{-180, -90, 180, 90}.contains(box))
    fail(ErrorKind::invalid_input,
         "\"{}\" leaves the world; longitudes are -180 to 180, latitudes -90 to 90", text);
  return box;
}

int run_tiles(const TilesRequest& request) {
  const auto plan = chosen_plan(checked_plan(request.sources), request.layers);
  auto map = load_map(plan, request.sources);
  if (!request.layers.empty())
    map.layers = chosen_layers(map.layers, request.layers);
  auto wanted = export_of(request, std::move(map));
  wanted.budget_bytes =
      read_server_options(plan.config.file, plan.config.server_json).tiles.budget_bytes;
  note_signals();

  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  std::atomic<std::uint64_t> visits_in_all = 0;
  const std::jthread counting(
      [&](const std::stop_token& stop) { visits_in_all = layers::count_visits(wanted, stop); });
  const auto result = [&] {
    ExportReport report(visits_in_all);
    return layers::export_tiles(wanted, [&](const auto& progress) {
      report.update(progress);
      return asked_by_signal == 0;
    });
  }();
  const std::chrono::duration<double> took = Clock::now() - start;
  if (result.is_finished) {
    fmt::print("{}\n", summary(wanted, result, took.count()));
    return 0;
  }
  fmt::print(stderr, "{}: stopped after {} tiles; the same command with --resume goes on\n",
             wanted.output, count_text(result.progress.tiles));
  return 128 + asked_by_signal;
}

} // namespace server
