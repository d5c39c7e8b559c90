#include "layers/roles/road_words.hpp"

#include <array>
#include <span>

#include "geo/number_text.hpp"
#include "layers/roles/words.hpp"
#include "layers/text/folded_text.hpp"
#include "layers/text/plain_text.hpp"

namespace layers {

namespace {

constexpr std::string_view yes_words =
    "yes|y|true|t|có|đúng|phải|да|истина|есть|ja|j|wahr|vorhanden|oui|vrai";
constexpr std::string_view no_words =
    "no|n|false|f|none|không|không có|không phải|sai|нет|ложь|отсутствует|nein|falsch|kein|keine|"
    "keiner|keines|nicht vorhanden|non|faux";
/// Before what is denied: "không cầu", "keine Brücke".
constexpr std::string_view denials =
    "no *|not *|không *|không có *|không phải *|нет *|не *|kein *|keine *";

constexpr std::string_view bridges =
    "bridge|viaduct|aqueduct|boardwalk|cantilever|covered|low water crossing|movable|trestle|"
    "simple brunnel|suspension|swing|drawbridge|overpass|flyover|truss|arch|beam|floating|pontoon|"
    "cầu|cầu vượt|cầu cạn|cầu treo|cầu phao|мост|виадук|путепровод|эстакада|brücke|bruecke|viadukt|"
    "überführung|hochstraße";
constexpr std::string_view tunnels =
    "tunnel|culvert|avalanche protector|covered|flooded|underpass|hầm|đường hầm|hầm chui|cống|"
    "тоннель|туннель|unterführung|galerie|gallery";

constexpr std::array accesses{
    UsualWord{
        "closed|road closed|closed road|closed to all|closed to traffic|prohibited|"
        "forbidden|not allowed|blocked|impassable|no access|no entry|no vehicles|not passable|"
        "cấm|cấm đường|đường cấm|cấm xe|cấm ô tô|cấm lưu thông|cấm đi lại|cấm vào|đóng|"
        "đóng đường|đã đóng|chặn|bị chặn|phong tỏa|không lưu thông|không thông xe|"
        "không đi được|không được vào|закрыт*|запрещ*|перекрыт*|проезд закрыт|"
        "проезд запрещ*|проезда нет|нет проезда|движение закрыт*|движение запрещ*|"
        "въезд запрещ*|не проезжая|"
        "gesperrt*|sperrung|vollsperrung|voll gesperrt|geschlossen|verboten|"
        "durchfahrt verboten|einfahrt verboten|keine durchfahrt|kein zugang|keine zufahrt|"
        "unpassierbar|fermé|fermée|interdit|interdite",
        "no"},
    UsualWord{"open|allowed|free|unrestricted|mở|tự do|được phép|thông xe|открыт*|разрешен*|"
              "свободн*|offen|frei|erlaubt|freigegeben",
              "yes"},
    UsualWord{"tư nhân|riêng|đường riêng|частн*|privat|privatstraße|privé", "private"},
    UsualWord{"công cộng|общего пользования|öffentlich", "public"},
    UsualWord{"anlieger|anlieger frei|anwohner|residents only|local traffic|local", "destination"}};

constexpr std::string_view openstreetmap_accesses =
    "yes|no|private|permissive|permit|destination|delivery|customers|designated|official|use "
    "sidepath|dismount|agricultural|forestry|military|emergency|public|residents|employees|bus|psv|"
    "hov|taxi|hgv|tourist bus|foot|bicycle|motorcycle|discouraged|limited|restricted|variable|"
    "staff|students|members|visitors|guests|school|university|toll|license|service|parking";

constexpr std::array surfaces{
    UsualWord{"nhựa|đường nhựa|mặt nhựa|trải nhựa|rải nhựa|nhựa đường|bê tông nhựa|láng nhựa|"
              "thảm nhựa|асфальт*|asphaltiert|asfalt|bitumen|tarmac|bituminous|asphalt concrete",
              "asphalt"},
    UsualWord{"bê tông|bê tông xi măng|btxm|bê tông cốt thép|бетон*|цементобетон*|beton|cement",
              "concrete"},
    UsualWord{"cứng|твердое|твердое покрытие|befestigt|hard|sealed", "paved"},
    UsualWord{"không trải nhựa|без покрытия|грунтощебен*|unbefestigt|unsealed|loose", "unpaved"},
    UsualWord{"đất|đường đất|mặt đất|đất đỏ|грунт*|земля|erde|erdweg|unbefestigter boden|soil",
              "ground"},
    UsualWord{"cấp phối|cấp phối đá dăm|sỏi|đá sỏi|đá dăm|гравий*|щебен*|щебень|kies|schotter|"
              "gravelled",
              "gravel"},
    UsualWord{"gạch|lát gạch|đá lát|плитка|брусчатка|pflaster|gepflastert", "sett"},
    UsualWord{"cát|песок|песчан*|sand", "sand"},
    UsualWord{"cỏ|трава|gras|wiese", "grass"},
    UsualWord{"bùn|грязь|schlamm", "mud"},
    UsualWord{"đá|скала|fels", "rock"}};

constexpr std::string_view openstreetmap_surfaces =
    "paved|asphalt|chipseal|concrete|concrete lanes|concrete plates|paving stones|paving stones "
    "lanes|grass paver|sett|unhewn cobblestone|cobblestone|cobblestone flattened|bricks|brick|"
    "metal|metal grid|wood|stepping stones|rubber|tiles|stone|unpaved|compacted|fine gravel|gravel|"
    "shells|rock|pebblestone|ground|dirt|earth|grass|mud|sand|woodchips|snow|ice|salt|clay|"
    "artificial turf|tartan|acrylic|plastic|carpet|laterite|mixed";

constexpr std::array junctions{
    UsualWord{"vòng xuyến|vòng xoay|bùng binh|nút vòng xuyến|nút giao vòng xuyến|đảo tròn|"
              "круговое|круговое движение|кольцо|кольцевое|кольцевая развязка|кольцевая|"
              "kreisverkehr|kreisel|kreisverkehrsplatz|minikreisel|giratoire|rond point|"
              "round about|traffic circle|rotary|turbo roundabout",
              "roundabout"}};

constexpr std::string_view openstreetmap_junctions =
    "roundabout|circular|jughandle|filter|yes|no|intersection|uncontrolled|crossing|approach|spui|"
    "diverging diamond|traffic signals|slip road|link|ramp|interchange|exit|t junction|y junction|"
    "mini roundabout|ngã ba|ngã tư|nút giao|перекресток|развязка|kreuzung|einmündung|"
    "anschlussstelle";

std::optional<std::string> usual_word(std::string_view text, std::span<const UsualWord> usual,
                                      std::string_view known) {
  const auto spaced = spaced_words(text);
  if (const auto found = find_usual(usual, spaced))
    return std::string(*found);
  return is_among(spaced, known) ? std::optional(snake_name(spaced)) : std::nullopt;
}

std::optional<bool> yes_or_kind(std::string_view text, std::string_view kinds) {
  if (const auto said = yes_or_no(text))
    return said;
  const auto spaced = spaced_words(text);
  if (is_among(spaced, kinds))
    return true;
  return is_among(spaced, denials) ? std::optional(false) : std::nullopt;
}

} // namespace

std::optional<bool> yes_or_no(std::string_view as_written) {
  const auto plain = plain_text(as_written);
  if (const auto number = geo::parse_number<double>(without_blanks(plain)))
    return *number == 0 || *number == 1 ? std::optional(*number == 1) : std::nullopt;
  const auto spaced = spaced_words(plain);
  if (is_among(spaced, yes_words))
    return true;
  return is_among(spaced, no_words) ? std::optional(false) : std::nullopt;
}

std::optional<bool> is_bridge_word(std::string_view text) {
  return yes_or_kind(text, bridges);
}

std::optional<bool> is_tunnel_word(std::string_view text) {
  if (is_among(spaced_words(text), "building passage"))
    return false;
  return yes_or_kind(text, tunnels);
}

std::optional<std::string> usual_access(std::string_view text) {
  if (geo::parse_number<double>(without_blanks(text)))
    return std::nullopt; // a code of its source
  if (const auto said = yes_or_no(text))
    return *said ? "yes" : "no";
  return usual_word(text, accesses, openstreetmap_accesses);
}

std::optional<std::string> usual_surface(std::string_view text) {
  return usual_word(text, surfaces, openstreetmap_surfaces);
}

std::optional<std::string> usual_junction(std::string_view text) {
  return usual_word(text, junctions, openstreetmap_junctions);
}

} // namespace layers
