#include "layers/sources/gdal_raster.hpp"

#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "geo/error.hpp"
#include "geo/json_text.hpp"
#include "layers/sources/gdal_open.hpp"

namespace layers {

namespace {

using geo::ErrorKind;

constexpr std::string_view format_suffix = " raster";

/// How a band's numbers become values.
class BandValues {
public:
  explicit BandValues(GDALRasterBand& band)
      : m_is_float(band.GetRasterDataType() == GDT_Float32), m_scale(band.GetScale()),
        m_offset(band.GetOffset()) {
    int has_no_data = 0;
    const double no_data = band.GetNoDataValue(&has_no_data);
    if (has_no_data)
      m_no_data = m_is_float ? static_cast<double>(static_cast<float>(no_data)) : no_data;
  }

  /// 0 where there are no data.
  double operator()(double number) const {
    const bool is_missing = !std::isfinite(number) || number == m_no_data;
    return is_missing ? 0 : number * m_scale + m_offset;
  }

private:
  bool m_is_float;
  std::optional<double> m_no_data;
  double m_scale;
  double m_offset;
};

/// Corners of cells: coefficients as GDALDataset::GetGeoTransform().
struct CellCorners {
  std::array<double, 6> transform{};

  geo::LonLat at(int column, int row) const {
    return {transform[0] + column * transform[1] + row * transform[2],
            transform[3] + column * transform[4] + row * transform[5]};
  }
};

void append_cell(SourceFeatures& features, const CellCorners& corners, int column, int row,
                 std::int64_t id, double value) {
  auto& geometry = features.geometry;
  for (const auto& [dx, dy] : {std::pair{0, 0}, {0, 1}, {1, 1}, {1, 0}, {0, 0}})
    geometry.points.push_back(corners.at(column + dx, row + dy));
  geometry.end_ring();
  geometry.end_part(geo::PartType::polygon);
  features.json += "\"id\":";
  geo::append_json_number(features.json, id);
  features.json += R"(,"properties":{"value":)";
  geo::append_json_number(features.json, value);
  features.json += '}';
  features.end_feature();
  ++features.report.read;
}

void check_size(const SourceFeatures& features, const std::string& source) {
  if (features.report.read > most_raster_cells)
    geo::fail(ErrorKind::invalid_input,
              "{}: more than {} cells hold a value; make them larger with `gdalwarp -r sum -tr …`",
              source, most_raster_cells);
}

void read_cells(GDALRasterBand& band, const CellCorners& corners, SourceFeatures& features,
                const std::string& source, const GdalMessages& messages) {
  const BandValues value_of(band);
  const int columns = band.GetXSize();
  std::vector<double> numbers(static_cast<std::size_t>(columns));
  for (int row = 0; row < band.GetYSize(); ++row) {
    if (band.RasterIO(GF_Read, 0, row, columns, 1, numbers.data(), columns, 1, GDT_Float64, 0, 0,
                      nullptr) != CE_None)
      geo::fail(ErrorKind::invalid_input, "{}: reading stopped at row {}: {}", source, row,
                messages.reason());
    for (int column = 0; column < columns; ++column) {
      const double value = value_of(numbers[static_cast<std::size_t>(column)]);
      if (value > 0)
        append_cell(features, corners, column, row, std::int64_t{row} * columns + column, value);
    }
    check_size(features, source);
  }
}

void check_config(const LayerConfig& config) {
  const auto* wrong = !config.tables.empty() ? "table" : !config.where.empty() ? "where" : nullptr;
  if (wrong)
    geo::fail(ErrorKind::invalid_input, "{}: is a raster: it has no \"{}\"; leave it out",
              config.source, wrong);
}

} // namespace

bool is_raster(const std::string& source, Reach reach) {
  const GdalMessages messages;
  return identify(source, GDAL_OF_VECTOR, reach).empty() &&
         !identify(source, GDAL_OF_RASTER, reach).empty();
}

bool was_raster(const LoadReport& report) {
  return report.format.ends_with(format_suffix);
}

RawSource read_raster(const LayerConfig& config) {
  check_no_columns_named(config);
  check_config(config);
  const GdalMessages messages;
  const auto dataset = open_raster(config, messages);
  CellCorners corners;
  if (dataset->GetGeoTransform(corners.transform.data()) != CE_None)
    geo::fail(ErrorKind::invalid_input,
              "{}: does not say where it lies; give it a position with `gdal_translate -a_ullr …`",
              config.source);
  if (dataset->GetRasterCount() == 0)
    geo::fail(ErrorKind::invalid_input, "{}: has no band; name one of its parts", config.source);
  const auto crs = crs_of(dataset->GetSpatialRef());
  RawSource raw;
  raw.crs = crs.text;
  raw.attributes = {std::string(raster_value)};
  raw.features.report.format = driver_name(*dataset) + std::string(format_suffix);
  read_cells(*dataset->GetRasterBand(1), corners, raw.features, config.source, messages);
  if (crs.is_y_first) {
    for (auto& point : raw.features.geometry.points)
      std::swap(point.lon, point.lat);
  }
  return raw;
}

} // namespace layers
