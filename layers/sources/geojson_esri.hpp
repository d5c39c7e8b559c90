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

} // namespace layers
