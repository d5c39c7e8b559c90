#pragma once

#include "layers/config/layer_config.hpp"

namespace layers {

/// GDAL makes of a document of XML whatever it says before the first feature can be seen, and reads
/// one that is a zip (.xlsx, .ods, .kmz), which may be a thousand times as large as it looks, into
/// memory as a whole. Throws too_large, before GDAL sees it, when what is in such a zip, whatever
/// its directory says, has more than config.reading.bytes, or would have as rows and cells; when
/// elements lie within one another more than 1000 deep, have more than most_attributes names, or
/// one of them has a text of more than 100 MB; and as geo::check_time(). Other sources pass. Any
/// thread.
void check_document(const LayerConfig& config);

} // namespace layers
