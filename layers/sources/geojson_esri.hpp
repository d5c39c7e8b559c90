#pragma once

#include <set>
#include <string>

namespace layers {

/// What an answer of an ArcGIS server says beside its features (Esri's "Feature set object").
struct EsriNotes {
  std::set<std::string> dates; ///< fields of type esriFieldTypeDate: milliseconds since 1970
  bool is_cut_short = false;   ///< "exceededTransferLimit": there are more features
};

/// Of other JSON, or broken one, nothing.
EsriNotes esri_notes(const std::string& json);

/// What a report says of a file that holds a part of the features only.
constexpr const char* cut_short_by_limit =
    "the file is cut short (\"exceededTransferLimit\"): its server has more features; export it in "
    "pages, or all at once";

} // namespace layers
