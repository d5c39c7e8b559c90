#include "layers/config/configuration_file.hpp"

#include <cstdint>
#include <fstream>
#include <iterator>
#include <optional>

#include <nlohmann/json.hpp>

#include "layers/text/config_json.hpp"
#include "layers/text/source_path.hpp"

namespace layers {

using nlohmann::json;

namespace {

/// Reads no further than to the key of the whole that tells what the file is.
class TopKeys : public nlohmann::json_sax<json> {
public:
  std::optional<bool> has_layers; ///< nullopt: no key has told it
  bool is_broken = false;

  bool key(std::string& name) override {
    if (m_depth == 1 && (name == "layers" || name == "type" || name == "features"))
      has_layers = name == "layers";
    return !has_layers;
  }
  bool start_object(std::size_t /*size*/) override { return enter(); }
  bool start_array(std::size_t /*size*/) override { return enter(); }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }
  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(std::int64_t /*value*/) override { return true; }
  bool number_unsigned(std::uint64_t /*value*/) override { return true; }
  bool number_float(double /*value*/, const std::string& /*text*/) override { return true; }
  bool string(std::string& /*text*/) override { return true; }
  bool binary(json::binary_t& /*bytes*/) override { return true; }
  bool parse_error(std::size_t /*byte*/, const std::string& /*near*/,
                   const nlohmann::detail::exception& /*why*/) override {
    is_broken = true;
    return false;
  }

private:
  bool enter() {
    ++m_depth;
    return true;
  }
  bool leave() {
    --m_depth;
    return true;
  }
  std::size_t m_depth = 0;
};

} // namespace

bool is_configuration(const std::string& path) {
  const auto size_bytes = file_size_bytes(path);
  if (extension_of(path) != "json" || !size_bytes)
    return false;
  std::ifstream file(path, std::ios::binary);
  TopKeys keys;
  constexpr bool to_the_end = false;
  constexpr bool ignores_comments = true;
  json::sax_parse(file, &keys, json::input_format_t::json, to_the_end, ignores_comments);
  if (!keys.is_broken || *size_bytes > most_config_bytes)
    return keys.has_layers.value_or(false);
  file.clear(); // broken before the key: read, and refused, as what it looks like
  file.seekg(0);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  return text.find("\"layers\"") != std::string::npos &&
         text.find("\"FeatureCollection\"") == std::string::npos;
}

} // namespace layers
