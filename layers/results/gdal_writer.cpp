#include "layers/results/gdal_writer.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <utility>

#include "geo/error.hpp"
#include "layers/gdal/gdal_dataset.hpp"
#include "layers/results/gdal_shape.hpp"
#include "layers/results/result_names.hpp"

namespace layers {

namespace {

using geo::ErrorKind;

constexpr std::size_t rows_a_transaction = 10'000;

/// The type that both can be promoted to.
OGRwkbGeometryType common_type(OGRwkbGeometryType a, OGRwkbGeometryType b) {
  if (a == b || b == wkbNone)
    return a;
  if (a == wkbNone || OGR_GT_GetCollection(a) == b)
    return b;
  return OGR_GT_GetCollection(b) == a ? a : wkbUnknown;
}

OGRwkbGeometryType shape_type(const AnswerTable& table) {
  auto common = wkbNone;
  for (std::size_t i = 0; i < table.size() && common != wkbUnknown; ++i)
    common = common_type(common, gdal_type(table.shape(i)));
  return common == wkbNone ? wkbUnknown : common;
}

bool has_unshaped(const AnswerTable& table) {
  return std::ranges::adjacent_find(table.feature_parts) != table.feature_parts.end();
}

constexpr std::size_t date_length = std::string_view("2026-11-29").size();

/// Whether GDAL gives a date and time back as it stands: it knows milliseconds, of which it writes
/// all or none, and offsets of whole quarters of an hour.
bool keeps_letters(std::string_view time) {
  constexpr auto to_seconds = std::string_view("2026-11-29T08:30:00").size();
  constexpr std::string_view fraction = ".000";
  constexpr std::string_view offset = "+00:00";
  if (time.size() < to_seconds || time[date_length] != 'T')
    return false;
  auto rest = time.substr(to_seconds);
  if (rest.starts_with('.') && !rest.starts_with(fraction))
    rest.remove_prefix(std::min(fraction.size(), rest.size()));
  if (rest.empty() || rest == "Z")
    return true;
  constexpr std::array<std::string_view, 4> quarters{"00", "15", "30", "45"};
  return rest.size() == offset.size() && rest[0] != '.' && rest.substr(1) != offset.substr(1) &&
         std::ranges::find(quarters, rest.substr(offset.size() - 2)) != quarters.end();
}

/// `has_dates`: the format can tell a date from the midnight it begins with.
OGRFieldType time_type(const AnswerColumn& column, bool has_dates) {
  std::size_t dates = 0;
  std::size_t times = 0;
  for (const auto& value : column.values)
    if (const auto* time = std::get_if<Time>(&value)) {
      ++(time->text.size() > date_length ? times : dates);
      if (time->text.size() > date_length && !keeps_letters(time->text))
        return OFTString;
    }
  if (dates > 0)
    return times > 0 || !has_dates ? OFTString : OFTDate;
  return OFTDateTime;
}

/// GDAL has whole numbers of 64 bits with sign; as a text a larger one keeps all its digits.
OGRFieldType integer_type(const AnswerColumn& column) {
  const bool are_larger = std::ranges::any_of(column.values, [](const Value& value) {
    return std::holds_alternative<std::uint64_t>(value);
  });
  return are_larger ? OFTString : OFTInteger64;
}

OGRFieldType field_type(const AnswerColumn& column, bool has_dates) {
  switch (column.type) {
  case ValueType::boolean:
    return OFTInteger;
  case ValueType::integer:
    return integer_type(column);
  case ValueType::real:
    return OFTReal;
  case ValueType::time:
    return time_type(column, has_dates);
  default:
    return OFTString;
  }
}

OGRFieldSubType field_subtype(ValueType type) {
  return type == ValueType::boolean ? OFSTBoolean : type == ValueType::json ? OFSTJSON : OFSTNone;
}

double real_of(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value))
    return static_cast<double>(*whole);
  if (const auto* large = std::get_if<std::uint64_t>(&value))
    return static_cast<double>(*large);
  return std::get<double>(value);
}

void set_value(OGRFeature& feature, int field, const AnswerColumn& column, const Value& value) {
  if (!has_value(value))
    return feature.SetFieldNull(field);
  switch (feature.GetFieldDefnRef(field)->GetType()) {
  case OFTInteger:
    return feature.SetField(field, std::get<bool>(value) ? 1 : 0);
  case OFTInteger64:
    return feature.SetField(field, static_cast<GIntBig>(std::get<std::int64_t>(value)));
  case OFTReal:
    return feature.SetField(field, real_of(value));
  default:
    return feature.SetField(field, value_text(value, column.decimals).c_str());
  }
}

/// A table being written, and what GDAL says about it.
class TableWriter {
public:
  TableWriter(const AnswerTable& table, std::string path, const char* driver)
      : m_rows(table), m_type(shape_type(table)), m_has_dates(driver == std::string_view("GPKG")),
        m_path(std::move(path)),
        m_dataset(writing_driver(driver).Create(m_path.c_str(), 0, 0, 0, GDT_Unknown, nullptr)) {
    check(m_dataset != nullptr);
  }

  void write(const std::string& name) {
    create_table(name);
    const bool in_transactions = m_dataset->TestCapability(ODsCTransactions);
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
      if (in_transactions && i % rows_a_transaction == 0)
        next_transaction(i == 0);
      add_row(i);
    }
    if (in_transactions && m_rows.size() > 0)
      check(m_dataset->CommitTransaction() == OGRERR_NONE);
    m_dataset.reset();
    check(!m_messages.failed());
  }

  /// FlatGeobuf's last bytes leave when GDAL closes the file, which it does not check. Throws
  /// unless the last feature is there.
  void check_last_row() const {
    const Dataset read(GDALDataset::Open(m_path.c_str(), GDAL_OF_VECTOR));
    const auto last = static_cast<GIntBig>(m_rows.size()) - 1;
    const bool is_whole =
        read && read->GetLayerCount() == 1 &&
        (last < 0 || OGRFeatureUniquePtr(read->GetLayer(0)->GetFeature(last)) != nullptr);
    if (!is_whole || m_messages.failed())
      geo::fail(ErrorKind::unavailable,
                "{}: cannot be written: its end is missing; make room, or name another folder",
                m_path);
  }

private:
  void check(bool is_good) const {
    if (!is_good)
      geo::fail(ErrorKind::unavailable, "{}: cannot be written: {}", m_path, m_messages.reason());
  }

  void create_table(const std::string& name) {
    OGRSpatialReference crs;
    crs.importFromEPSG(4326);
    crs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    m_table = m_dataset->CreateLayer(name.c_str(), &crs, m_type, nullptr);
    check(m_table != nullptr);
    add_field("id", {"id", ValueType::integer});
    const auto names = distinct_names(m_rows, {"fid", "geom", "id"});
    for (std::size_t c = 0; c < names.size(); ++c)
      add_field(names[c], m_rows.columns[c]);
  }

  void add_field(const std::string& name, const AnswerColumn& column) {
    OGRFieldDefn field(name.c_str(), field_type(column, m_has_dates));
    field.SetSubType(field_subtype(column.type));
    check(m_table->CreateField(&field) == OGRERR_NONE);
  }

  void next_transaction(bool is_first) {
    check(is_first || m_dataset->CommitTransaction() == OGRERR_NONE);
    check(m_dataset->StartTransaction() == OGRERR_NONE);
  }

  void add_row(std::size_t row) {
    const OGRFeatureUniquePtr feature(OGRFeature::CreateFeature(m_table->GetLayerDefn()));
    feature->SetField(0, static_cast<GIntBig>(row + 1));
    for (std::size_t c = 0; c < m_rows.columns.size(); ++c)
      set_value(*feature, static_cast<int>(c + 1), m_rows.columns[c],
                value_in(m_rows.columns[c], row));
    if (auto shape = gdal_shape(m_rows.shape(row)))
      feature->SetGeometryDirectly(m_type == wkbUnknown
                                       ? shape.release()
                                       : OGRGeometryFactory::forceTo(shape.release(), m_type));
    check(m_table->CreateFeature(feature.get()) == OGRERR_NONE);
  }

  GdalMessages m_messages;
  const AnswerTable& m_rows;
  OGRwkbGeometryType m_type;
  bool m_has_dates;
  std::string m_path;
  Dataset m_dataset;
  OGRLayer* m_table = nullptr; ///< belongs to the data set
};

} // namespace

void write_gdal(const AnswerTable& table, const std::string& path, const std::string& name,
                const char* driver) {
  const bool is_flatgeobuf = driver == std::string_view("FlatGeobuf");
  if (is_flatgeobuf && has_unshaped(table)) // GDAL would leave them out
    geo::fail(ErrorKind::invalid_input,
              "{}: FlatGeobuf holds no features without a shape, and there are some; name a .gpkg, "
              ".geojson or .csv",
              path);
  TableWriter writer(table, path, driver);
  writer.write(name);
  if (is_flatgeobuf)
    writer.check_last_row();
}

std::string well_known_text(geo::GeometryView shape) {
  const auto copy = gdal_shape(shape);
  return copy ? copy->exportToWkt() : "";
}

} // namespace layers
