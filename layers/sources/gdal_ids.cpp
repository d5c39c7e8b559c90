#include "layers/sources/gdal_ids.hpp"

#include <string>
#include <string_view>
#include <unordered_set>

#include "layers/sources/table_heading.hpp"
#include "layers/text/text_decoder.hpp"

namespace layers {

namespace {

/// Whether each row has a value of its own in the field; no parts of numbers.
bool are_ids(OGRLayer& table, int field) {
  const bool is_real = table.GetLayerDefn()->GetFieldDefn(field)->GetType() == OFTReal;
  std::unordered_set<std::string> taken;
  bool are_all = true;
  while (const OGRFeatureUniquePtr feature{table.GetNextFeature()}) {
    const std::string id = feature->GetFieldAsString(field);
    const bool is_part = is_real && id.find('.') != std::string::npos;
    const bool is_id = !id.empty() && !is_part && is_utf8(id) && taken.insert(id).second;
    are_all = is_id || is_blank_row(*feature);
    if (!are_all)
      break;
  }
  table.ResetReading();
  return are_all;
}

} // namespace

bool is_blank_row(const OGRFeature& feature) {
  for (int i = 0; i < feature.GetFieldCount(); ++i)
    if (std::string_view(feature.GetFieldAsString(i)).find_first_not_of(" \t") !=
        std::string_view::npos)
      return false;
  return true;
}

std::optional<int> ids_of(OGRLayer& table, LoadReport& report) {
  const auto& fields = *table.GetLayerDefn();
  for (int i = 0; i < fields.GetFieldCount(); ++i) {
    const std::string name = fields.GetFieldDefn(i)->GetNameRef();
    if (!is_called_id(name))
      continue;
    if (are_ids(table, i))
      return i;
    report.add(ids_are_rows_text(name), Effect::note, "");
    break;
  }
  return std::nullopt;
}

} // namespace layers
