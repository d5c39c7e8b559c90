#include "layers/sources/gdal_feature_crs.hpp"

#include <map>
#include <utility>

namespace layers {

namespace {

LayerCrs crs_of_feature(const OGRFeature& feature) {
  const auto* geometry = feature.GetGeometryRef();
  return geometry ? crs_of(geometry->getSpatialReference()) : LayerCrs{};
}

} // namespace

LayerCrs crs_of_most(const std::vector<OGRLayer*>& tables) {
  std::map<std::string, std::size_t> counts;
  LayerCrs most;
  for (auto* table : tables) {
    while (const OGRFeatureUniquePtr feature{table->GetNextFeature()}) {
      auto crs = crs_of_feature(*feature);
      if (!crs.text.empty() && ++counts[crs.text] > counts[most.text])
        most = std::move(crs);
    }
    table->ResetReading();
  }
  return most;
}

bool is_in_crs(const OGRFeature& feature, const std::string& crs) {
  return !feature.GetGeometryRef() || crs_of_feature(feature).text == crs;
}

} // namespace layers
