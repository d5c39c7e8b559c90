#pragma once

#include <nlohmann/json_fwd.hpp>

#include "layers/config/layer_config.hpp"
#include "layers/text/config_json.hpp"

namespace layers {

/// `"values": {"severity": {"KRB III": 5}}` of a layer: what its values mean; null: nothing. Throws
/// invalid_input for what is no value of the role.
void read_values(const nlohmann::json& layer_object, LayerConfig& layer,
                 const JsonContext& context);

/// `"constant": {"turnout_s": 120}` of a layer: values of all its features. Throws as
/// read_values(), and for a role that an attribute plays as well.
void read_constants(const nlohmann::json& layer_object, LayerConfig& layer,
                    const JsonContext& context);

} // namespace layers
