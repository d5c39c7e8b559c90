#include "layers/sources/gdal_workbook.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "geo/error.hpp"
#include "geo/number_text.hpp"
#include "layers/sources/table_heading.hpp"
#include "layers/text/exact_number.hpp"

namespace layers {

namespace {

using Row = std::vector<std::string>;

constexpr const char* rows_above_item = "ROWS_ABOVE";

Row names_of_columns(OGRLayer& sheet) {
  Row names;
  const auto& fields = *sheet.GetLayerDefn();
  for (int i = 0; i < fields.GetFieldCount(); ++i)
    names.emplace_back(fields.GetFieldDefn(i)->GetNameRef());
  return names;
}

struct SheetRow {
  GIntBig number = 0; ///< in the sheet
  Row cells;
};

bool is_blank_cell(const std::string& cell) {
  return cell.find_first_not_of(" \t") == std::string::npos;
}

/// Every row that holds anything, the first too.
std::vector<SheetRow> rows_of(OGRLayer& sheet) {
  std::vector<SheetRow> rows;
  while (const OGRFeatureUniquePtr feature{sheet.GetNextFeature()}) {
    SheetRow row{feature->GetFID(), {}};
    for (int i = 0; i < feature->GetFieldCount(); ++i)
      row.cells.emplace_back(feature->GetFieldAsString(i));
    if (!std::ranges::all_of(row.cells, is_blank_cell))
      rows.push_back(std::move(row));
  }
  return rows;
}

std::optional<TableHeading> heading_among(const std::vector<SheetRow>& rows, const Row& wanted) {
  std::vector<Row> first;
  for (const auto& row : rows)
    if (first.size() < heading_within_rows)
      first.push_back(row.cells);
  return find_heading(first, wanted, "");
}

bool is_headed(OGRLayer& sheet, const Row& wanted) {
  return find_heading({names_of_columns(sheet)}, wanted, "").has_value();
}

/// A workbook's numbers may have 17 digits.
bool is_number_in_cell(const std::string& cell) {
  constexpr std::size_t exact_digits = 15;
  const bool is_long = cell.size() > exact_digits && cell.find('.') != std::string::npos;
  return cell.empty() || prints_as_it_stands(cell) || (is_long && geo::parse_number<double>(cell));
}

bool is_whole_in_cell(const std::string& cell) {
  return cell.empty() || geo::parse_number<std::int64_t>(cell);
}

OGRFieldType type_of(std::span<const SheetRow> rows, std::size_t column) {
  const auto all = [&](bool (*is)(const std::string&)) {
    return std::ranges::all_of(rows, [&](const SheetRow& row) { return is(row.cells[column]); });
  };
  if (rows.empty() || !all(is_number_in_cell))
    return OFTString;
  return all(is_whole_in_cell) ? OFTInteger64 : OFTReal;
}

void add_sheet(GDALDataset& to, const char* name, std::span<const SheetRow> rows,
               std::size_t above) {
  auto* sheet = to.CreateLayer(name, nullptr, wkbNone, nullptr);
  const auto& names = rows.front().cells;
  rows = rows.subspan(1);
  for (std::size_t column = 0; column < names.size(); ++column) {
    const auto otherwise = "Field" + std::to_string(column + 1);
    OGRFieldDefn field(names[column].empty() ? otherwise.c_str() : names[column].c_str(),
                       type_of(rows, column));
    sheet->CreateField(&field);
  }
  for (const auto& row : rows) {
    OGRFeature feature(sheet->GetLayerDefn());
    feature.SetFID(row.number);
    for (std::size_t column = 0; column < row.cells.size(); ++column)
      if (!row.cells[column].empty())
        feature.SetField(static_cast<int>(column), row.cells[column].c_str());
    if (sheet->CreateFeature(&feature) != OGRERR_NONE)
      geo::fail(geo::ErrorKind::internal, "sheet \"{}\": no memory for its rows", name);
  }
  sheet->SetMetadataItem(rows_above_item, std::to_string(above).c_str());
}

/// Its cells alone, whatever the first row is.
Dataset cells_of(const std::string& path) {
  const CPLConfigOptionSetter xlsx("OGR_XLSX_HEADERS", "DISABLE", false);
  const CPLConfigOptionSetter ods("OGR_ODS_HEADERS", "DISABLE", false);
  Dataset cells(GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY));
  for (int i = 0; cells && i < cells->GetLayerCount(); ++i)
    cells->GetLayer(i)->GetLayerDefn();
  return cells;
}

/// Adds the sheet, below its heading if that is not its first row: true.
bool add_headed(GDALDataset& to, OGRLayer& sheet, OGRLayer& cells, const Row& wanted) {
  const auto rows = rows_of(cells);
  const auto heading = is_headed(sheet, wanted) ? std::nullopt : heading_among(rows, wanted);
  if (heading) {
    add_sheet(to, sheet.GetName(), std::span(rows).subspan(heading->row), heading->row);
  } else {
    to.CopyLayer(&sheet, sheet.GetName());
    sheet.ResetReading(); // it may be read again
  }
  return heading.has_value();
}

} // namespace

bool is_workbook_driver(std::string_view driver) {
  return driver == "XLSX" || driver == "ODS";
}

Dataset with_headings(Dataset workbook, const std::string& path,
                      const std::vector<std::string>& wanted) {
  bool are_all_headed = true;
  for (auto* sheet : workbook->GetLayers()) // sheets are read when first looked at
    are_all_headed = is_headed(*sheet, wanted) && are_all_headed;
  const auto cells = are_all_headed ? Dataset() : cells_of(path);
  if (!cells)
    return workbook;
  Dataset copy(writing_driver("Memory").Create("", 0, 0, 0, GDT_Unknown, nullptr));
  bool is_any_found = false;
  for (int i = 0; i < workbook->GetLayerCount(); ++i)
    is_any_found =
        add_headed(*copy, *workbook->GetLayer(i), *cells->GetLayer(i), wanted) || is_any_found;
  return is_any_found ? std::move(copy) : std::move(workbook);
}

std::size_t rows_above(OGRLayer& sheet) {
  const char* said = sheet.GetMetadataItem(rows_above_item);
  return said ? geo::parse_number<std::size_t>(said).value_or(0) : 0;
}

} // namespace layers
