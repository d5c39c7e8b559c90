// The grid is a data set of GDAL's, of which its driver COG makes a copy: no cell is held twice.
#include "layers/results/gdal_cog.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>

#include <cpl_vsi.h>
#include <fmt/format.h>

#include "geo/area/grid_places.hpp"
#include "geo/error.hpp"
#include "geo/released_by.hpp"
#include "geo/stop.hpp"
#include "layers/gdal/gdal_dataset.hpp"

namespace layers {

namespace {

constexpr std::int32_t not_reached = -1;

std::int32_t whole_seconds(const geo::TimeGrid& grid, std::uint32_t column, std::uint32_t row) {
  const auto time = grid.time_at(column, row);
  return time == geo::unreachable ? not_reached : static_cast<std::int32_t>((time + 9) / 10);
}

std::int32_t station_number(const geo::TimeGrid& grid, std::uint32_t column, std::uint32_t row) {
  return grid.time_at(column, row) == geo::unreachable
             ? not_reached
             : static_cast<std::int32_t>(grid.origin_at(column, row)) + 1;
}

using ValueAt = std::int32_t (*)(const geo::TimeGrid& grid, std::uint32_t column,
                                 std::uint32_t row);

/// One value of each cell; rows from the north.
class GridBand final : public GDALRasterBand {
public:
  GridBand(const geo::TimeGrid& grid, const char* name, const char* unit, ValueAt value_at)
      : m_grid(grid), m_unit(unit), m_value_at(value_at) {
    constexpr std::uint32_t most_side = 512;
    eDataType = GDT_Int32;
    nBlockXSize = nBlockYSize = static_cast<int>(std::min(grid.block_cells, most_side));
    SetDescription(name);
  }

  double GetNoDataValue(int* is_set) override {
    if (is_set)
      *is_set = TRUE;
    return not_reached;
  }

  const char* GetUnitType() override { return m_unit; }

protected:
  CPLErr IReadBlock(int block_x, int block_y, void* values) override {
    auto* out = static_cast<std::int32_t*>(values);
    const auto side = static_cast<std::uint32_t>(nBlockXSize);
    const auto west = static_cast<std::uint32_t>(block_x) * side;
    const auto north = m_grid.rows - static_cast<std::uint32_t>(block_y) * side;
    for (std::uint32_t y = 1; y <= side; ++y)
      for (std::uint32_t x = 0; x < side; ++x)
        *out++ = m_value_at(m_grid, west + x, north - y);
    return CE_None;
  }

private:
  const geo::TimeGrid& m_grid;
  const char* m_unit;
  ValueAt m_value_at;
};

class GridDataset final : public GDALDataset {
public:
  explicit GridDataset(const AnswerGrid& grid) : m_bounds(geo::bounds(*grid.times)) {
    nRasterXSize = static_cast<int>(grid.times->columns);
    nRasterYSize = static_cast<int>(grid.times->rows);
    m_crs.importFromEPSG(4326);
    m_crs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    SetBand(1, new GridBand(*grid.times, "arrival", "s",
                            &whole_seconds)); // both belong to the data set
    SetBand(2, new GridBand(*grid.times, "station", "", &station_number));
    for (std::size_t i = 0; i < grid.origins.size(); ++i)
      name_origin(i + 1, grid.origins[i]);
  }

  CPLErr GetGeoTransform(double* transform) override {
    const double width = (m_bounds.east - m_bounds.west) / nRasterXSize;
    const double height = (m_bounds.north - m_bounds.south) / nRasterYSize;
    std::ranges::copy(std::array{m_bounds.west, width, 0.0, m_bounds.north, 0.0, -height},
                      transform);
    return CE_None;
  }
  const OGRSpatialReference* GetSpatialRef() const override { return &m_crs; }

private:
  void name_origin(std::size_t number, const AnswerGrid::Origin& origin) {
    auto* band = GetRasterBand(2);
    band->SetMetadataItem(fmt::format("STATION_{}_ID", number).c_str(), origin.id.c_str());
    band->SetMetadataItem(fmt::format("STATION_{}_NAME", number).c_str(), origin.name.c_str());
  }

  geo::Box m_bounds;
  OGRSpatialReference m_crs;
};

/// Whether GDAL is to do more.
int CPL_STDCALL goes_on(double /*done*/, const char* /*message*/, void* stop) {
  return static_cast<const std::stop_token*>(stop)->stop_requested() ? FALSE : TRUE;
}

void remove_vsi_file(const std::string* path) {
  VSIUnlink(path->c_str());
}

void free_vsi_bytes(GByte* bytes) {
  VSIFree(bytes);
}

} // namespace

void write_cog(const AnswerGrid& grid, const std::string& path, const std::stop_token& stop) {
  auto& driver = writing_driver("COG");
  const GdalMessages messages;
  CPLStringList options;
  options.SetNameValue("COMPRESS", "DEFLATE");
  options.SetNameValue("LEVEL", "1");
  options.SetNameValue("PREDICTOR", "YES");
  options.SetNameValue("OVERVIEW_RESAMPLING", "NEAREST");
  GridDataset cells(grid);
  Dataset file(driver.CreateCopy(path.c_str(), &cells, FALSE, options.List(), &goes_on,
                                 const_cast<std::stop_token*>(&stop)));
  const bool is_written = file != nullptr;
  file.reset();
  geo::check_stop(stop);
  if (!is_written || messages.failed())
    geo::fail(geo::ErrorKind::unavailable, "{}: cannot be written: {}", path, messages.reason());
}

std::string cog_of(const AnswerGrid& grid, const std::stop_token& stop) {
  static std::atomic<std::uint64_t> number = 0;
  const auto path = fmt::format("/vsimem/arrival-times-{}.tif", ++number);
  const std::unique_ptr<const std::string, geo::ReleasedBy<&remove_vsi_file>> file(&path);
  write_cog(grid, path, stop);
  vsi_l_offset size = 0;
  const std::unique_ptr<GByte, geo::ReleasedBy<&free_vsi_bytes>> bytes(
      VSIGetMemFileBuffer(path.c_str(), &size, TRUE));
  return {reinterpret_cast<const char*>(bytes.get()), size};
}

} // namespace layers
