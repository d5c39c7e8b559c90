#include "layers/gdal/gdal_time_limit.hpp"

#include <sqlite3.h>

#include "geo/time_limit.hpp"
#include "layers/gdal/gdal_dataset.hpp"

namespace layers {

namespace {

constexpr int steps_between_looks = 10'000; // of SQLite's machine: some 0.1 ms

int is_to_end(void* /*unused*/) {
  return geo::is_over_time() ? 1 : 0;
}

} // namespace

void end_queries_in_time(GDALDataset& dataset) {
  const auto driver = driver_name(dataset);
  if (driver != "GPKG" && driver != "SQLite")
    return;
  auto* database = static_cast<sqlite3*>(dataset.GetInternalHandle("SQLITE_HANDLE"));
  if (database)
    sqlite3_progress_handler(database, steps_between_looks, &is_to_end, nullptr);
}

} // namespace layers
