#include "layers/roles/severity_words.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "geo/number_text.hpp"
#include "layers/roles/words.hpp"
#include "layers/text/plain_text.hpp"

namespace layers {

namespace {

constexpr double most_level = 5;

/// What stands before a level. No words of scales that run the other way, as "класс опасности".
constexpr std::string_view before_level =
    "cấp độ rủi ro thiên tai|cấp độ rủi ro|mức độ rủi ro|mức độ nguy hiểm|mức độ nguy cơ|cấp độ|"
    "mức độ|mức rủi ro|mức nguy hiểm|mức|cấp nguy hiểm|cấp cảnh báo|cấp|cảnh báo|"
    "vùng nguy hiểm|khu vực nguy hiểm|nguy hiểm|vùng rủi ro|vùng nguy cơ|nguy cơ|rủi ro|risk "
    "level|hazard level|severity level|"
    "danger level|alert level|warning level|level|lvl|severity|risk|hazard|danger|alert|warning|"
    "grade|category|уровень опасности|уровень риска|уровень угрозы|уровень|степень опасности|"
    "степень риска|степень|риск|опасность|gefahrenstufe|warnstufe|risikostufe|stufe|gefahr|risiko|"
    "kawasan rawan bencana|krb|zona bahaya|tingkat bahaya|tingkat|bahaya";

/// What stands behind a word for one.
constexpr std::string_view behind_word =
    "hazard zone|risk zone|danger zone|hazard area|risk area|hazard level|risk level|hazard|risk|"
    "danger|zone|level|warning|alert|threat|severity|nguy hiểm|nguy cơ|rủi ro|уровень риска|"
    "уровень опасности|уровень|риск|опасность|gefahr|risiko|gefahrdung";

constexpr std::array levels{
    Meaning{"i|low|very low|minor|slight|minimal|green|blue|light blue|thấp|rất thấp|ít nguy "
            "hiểm|nhỏ|nhẹ|"
            "xanh nhạt|xanh lam nhạt|xanh lá|низк*|очень низк*|мал*|незначительн*|слаб*|зелен*|"
            "голуб*|gering|niedrig|grün|rendah",
            1},
    Meaning{"ii|medium|moderate|middle|average|yellow|light yellow|trung bình|vừa|vàng|vàng nhạt|"
            "средн*|умеренн*|желт*|mittel|mäßig|massig|gelb|sedang|menengah",
            2},
    Meaning{"iii|high|large|orange|cao|lớn|cam|da cam|высок*|больш*|значительн*|оранжев*|hoch|groß|"
            "tinggi",
            3},
    Meaning{"iv|very high|very large|severe|red|rất cao|rất lớn|rất nguy hiểm|nghiêm "
            "trọng|đỏ|очень высок*|"
            "очень больш*|тяжел*|красн*|sehr hoch|schwer|rot|sangat tinggi",
            4},
    Meaning{"v|extreme|extremely high|catastrophe|catastrophic|disaster|disastrous|purple|violet|"
            "thảm họa|thảm hoạ|thảm khốc|cực cao|cực lớn|đặc biệt lớn|đặc biệt nguy hiểm|cực kỳ "
            "nguy hiểm|đặc biệt nghiêm trọng|tím|"
            "экстрем*|катастроф*|чрезвычайн*|крайне высок*|бедств*|фиолетов*|extrem|extrem hoch|"
            "katastrophal|katastrophe|lila|violett",
            5}};

/// Without the longest of `words` at its front, or at its back.
std::string_view without(std::string_view spaced, std::string_view words, bool at_front) {
  for (std::size_t at = at_front ? spaced.size() : 0; at_front ? at > 0 : at < spaced.size();
       at_front ? --at : ++at) {
    if (spaced[at_front ? at - 1 : at] != ' ')
      continue;
    if (at_front && is_among(spaced.substr(0, at - 1), words))
      return spaced.substr(at);
    if (!at_front && is_among(spaced.substr(at + 1), words))
      return spaced.substr(0, at);
  }
  return spaced;
}

/// "vùng nguy hiểm cấp 3" -> "3"
std::string_view behind_level(std::string_view spaced) {
  for (auto rest = without(spaced, before_level, true); rest.size() < spaced.size();
       rest = without(spaced, before_level, true))
    spaced = rest;
  return spaced;
}

std::optional<double> by_word(std::string_view spaced) {
  const auto* found = find_meaning(levels, spaced);
  if (!found)
    found = find_meaning(levels, without(spaced, behind_word, false));
  return found ? std::optional(found->number) : std::nullopt;
}

/// Of what stands behind "level": `3`, `iii`, `3 high`, `high`.
std::optional<double> by_level(std::string_view spaced) {
  const auto first = spaced.substr(0, spaced.find(' '));
  const auto number = geo::parse_number<double>(first);
  if (!number)
    return by_word(spaced);
  if (*number < 1 || *number > most_level)
    return std::nullopt;
  if (first.size() == spaced.size())
    return number;
  const auto word = by_word(without(spaced, first, true));
  return word == number ? number : std::nullopt;
}

std::optional<double> as_level(std::optional<double> number) {
  return number && *number >= 1 && *number <= most_level ? number : std::nullopt;
}

/// "3.000" is no three thousand: there is no such level.
std::optional<double> by_number(std::string_view text, const NumberConvention& numbers) {
  using Basis = NumberConvention::Basis;
  if (const auto level = as_level(read_number(text, numbers)))
    return level;
  for (const char decimal : is_ambiguous(text) ? std::string_view(".,") : std::string_view())
    if (const auto level = as_level(read_number(text, {decimal, Basis::told})))
      return level;
  return std::nullopt;
}

} // namespace

std::optional<double> severity_of(std::string_view as_written, const NumberConvention& numbers) {
  const auto text = plain_text(as_written);
  if (read_number(text, numbers) || is_ambiguous(text))
    return by_number(text, numbers);
  if (text.find_first_of(".,+~<>-") < text.find_first_of("0123456789") &&
      text.find_first_of("0123456789") != std::string_view::npos)
    return std::nullopt; // "-3", "~3", ">3" are not 3
  const auto spaced = spaced_words(text);
  if (const auto word = by_word(spaced))
    return word;
  const auto behind = behind_level(spaced);
  const bool begins_with_digit = spaced.find_first_of("12345") == 0;
  if (behind.size() == spaced.size() && !(begins_with_digit && spaced.find(' ') == 1))
    return std::nullopt;
  if (behind.size() == spaced.size() && !by_word(spaced.substr(2)))
    return std::nullopt; // "5 m"
  return by_level(behind);
}

bool is_severity_word(std::string_view text) {
  return !read_number(text, {}) && severity_of(text, {}).has_value();
}

} // namespace layers
