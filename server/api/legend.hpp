#pragma once

#include "server/api/router.hpp"

namespace server {

/// GET /legend/{id}: how the layer is drawn (styles::legend_json). A layer that is computed says
/// what its parameters ask, unless it has a style file of the user's own. A file that has been
/// broken since the layers were read is a 500.
Response legend(const Call& call);

} // namespace server
