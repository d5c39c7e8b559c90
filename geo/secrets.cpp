#include "geo/secrets.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <initializer_list>
#include <utility>
#include <vector>

namespace geo {

namespace {

/// [begin, end) of a secret in the text.
struct Span {
  std::size_t begin;
  std::size_t end;
};
using Spans = std::vector<Span>;

constexpr std::string_view blanks = " \t\r\n";

bool is_blank(char c) {
  return blanks.find(c) != std::string_view::npos;
}

bool is_name_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) ||
         std::string_view("_-.%").find(c) != std::string_view::npos;
}

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower;
}

/// "%77" as "w".
std::string decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    const auto* digits = text.data() + i + 1;
    const bool is_code = text[i] == '%' && i + 2 < text.size() &&
                         std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2;
    plain += is_code ? static_cast<char>(value) : text[i];
    i += is_code ? 2 : 0;
  }
  return plain;
}

/// `is_of_url`: it stands behind ? or &, where shorter names are secrets too.
bool is_secret(std::string_view name_as_written, bool is_of_url = false) {
  static constexpr std::array<std::string_view, 22> parts{"password",
                                                          "passwd",
                                                          "passphrase",
                                                          "passwort",
                                                          "pwd",
                                                          "secret",
                                                          "token",
                                                          "apikey",
                                                          "api_key",
                                                          "api-key",
                                                          "accesskey",
                                                          "access_key",
                                                          "access-key",
                                                          "credential",
                                                          "signature",
                                                          "authorization",
                                                          "subscription-key",
                                                          "cookie",
                                                          "bearer",
                                                          "jwt",
                                                          "session",
                                                          "ticket"};
  static constexpr std::array<std::string_view, 5> whole{"pass", "pw", "sig", "auth", "authkey"};
  static constexpr std::array<std::string_view, 5> of_urls{"key", "code", "sid", "ticket", "st"};
  const auto name = in_lower_case(decoded(name_as_written));
  const bool is_key =
      name.ends_with("_key") || name.ends_with("-key") || name.starts_with("header.");
  if (is_of_url && (is_key || std::ranges::find(of_urls, name) != of_urls.end()))
    return true;
  return std::ranges::find(whole, name) != whole.end() ||
         std::ranges::any_of(parts, [&](auto part) { return name.find(part) != name.npos; });
}

std::size_t skip_blanks(std::string_view text, std::size_t i) {
  return std::min(text.find_first_not_of(blanks, i), text.size());
}

/// Behind the quote that closes the one at `i`; escaped and doubled ones do not.
std::size_t quoted_end(std::string_view text, std::size_t i) {
  const char quote = text[i];
  for (++i; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == quote && text.substr(i + 1, 1) == std::string_view(&quote, 1))
      ++i;
    else if (text[i] == quote)
      return i + 1;
  }
  return text.size();
}

/// Behind the brace that closes the one at `i`; doubled ones do not.
std::size_t braced_end(std::string_view text, std::size_t i) {
  for (i = text.find('}', i); i + 1 < text.size() && text[i + 1] == '}';
       i = text.find('}', i + 2)) {
  }
  return std::min(i, text.size() - 1) + 1;
}

/// Up to one of the characters: blanks and ": " are of the value.
std::size_t listed_end(std::string_view text, std::size_t i, std::string_view separators) {
  return std::min(text.find_first_of(separators, i), text.size());
}

/// Up to the next parameter, whatever nobody encoded before it; else to a blank.
std::size_t parameter_end(std::string_view text, std::size_t i) {
  const auto behind = text.substr(i, text.find_first_of("#\"'<>?\r\n", i) - i);
  for (auto at = behind.find('&'); at != behind.npos; at = behind.find('&', at + 1)) {
    const auto next = behind.substr(at + 1);
    const auto name = next.substr(0, next.find('='));
    if (name.size() < next.size() && std::ranges::all_of(name, is_name_char))
      return i + at;
  }
  return i + std::min(behind.find_first_of("& \t"), behind.size());
}

/// Up to a blank that no backslash precedes.
std::size_t word_end(std::string_view text, std::size_t i) {
  while (i < text.size() && !is_blank(text[i]))
    i += text[i] == '\\' ? 2 : 1;
  return std::min(i, text.size());
}

/// Of libpq: what follows a blank and is no `name=…` is of the value, too, which nobody has quoted;
/// a message goes on behind a colon.
std::size_t words_end(std::string_view text, std::size_t i) {
  auto end = word_end(text, i);
  while (end < text.size() && text[end - 1] != ':') {
    const auto next = skip_blanks(text, end);
    const auto behind = word_end(text, next);
    if (next == behind || text.substr(next, behind - next).find('=') != std::string_view::npos)
      break;
    end = behind;
  }
  return end;
}

bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> endings) {
  const auto lower = in_lower_case(text);
  return std::ranges::any_of(endings, [&](auto ending) { return lower.ends_with(ending); });
}

/// `begin`: of the value; `before`: all that stands before its name.
std::size_t value_end(std::string_view text, std::size_t begin, std::string_view before) {
  if (begin < text.size() && (text[begin] == '\'' || text[begin] == '"'))
    return quoted_end(text, begin);
  if (begin < text.size() && text[begin] == '{')
    return braced_end(text, begin);
  const auto last = before.find_last_not_of(blanks);
  const char separator = last == std::string_view::npos ? ' ' : before[last];
  if (separator == '?' || separator == '&')
    return parameter_end(text, begin);
  if (separator == ';' || separator == ',')
    return listed_end(text, begin, std::string_view(&separator, 1));
  const auto driver = before.substr(0, separator == ':' ? last : 0);
  if (ends_with_any(driver, {"mssql", "mysql", "odbc"}))
    return listed_end(text, begin, ";,");
  if (separator == ':' && !ends_with_any(driver, {"pg", "postgresql"}))
    return std::min(listed_end(text, begin, ";,"), text.find(": ", begin));
  return words_end(text, begin);
}

/// Without the colon behind which a message goes on.
std::size_t before_message(std::string_view text, std::size_t end) {
  return end < text.size() && text[end - 1] == ':' && is_blank(text[end]) ? end - 1 : end;
}

/// The name that ends before `end`, blanks or a closing quote between.
std::string_view name_before(std::string_view text, std::size_t end) {
  while (end > 0 && (is_blank(text[end - 1]) || text[end - 1] == '"' || text[end - 1] == '\''))
    --end;
  auto begin = end;
  while (begin > 0 && is_name_char(text[begin - 1]))
    --begin;
  return text.substr(begin, end - begin);
}

/// At its end, blanks aside.
bool has_quote(std::string_view before) {
  const auto last = before.find_last_not_of(blanks);
  return last != std::string_view::npos && (before[last] == '"' || before[last] == '\'');
}

/// `password=…`; a `"password": …` of JSON too.
void find_named(std::string_view text, Spans& spans) {
  for (auto i = text.find_first_of("=:"); i != text.npos; i = text.find_first_of("=:", i + 1)) {
    const auto name = name_before(text, i);
    const auto before = text.substr(0, static_cast<std::size_t>(name.data() - text.data()));
    const bool is_of_url = before.ends_with('?') || before.ends_with('&');
    if (!is_secret(name, is_of_url) || (text[i] == ':' && !has_quote(text.substr(0, i))))
      continue;
    const auto begin = skip_blanks(text, i + 1);
    spans.push_back({begin, before_message(text, value_end(text, begin, before))});
  }
}

/// `<UserPwd>…</UserPwd>`
void find_elements(std::string_view text, Spans& spans) {
  for (auto i = text.find('<'); i != text.npos; i = text.find('<', i + 1)) {
    const auto behind_name = std::min(text.find_first_of(" \t\r\n>", i), text.size());
    const auto begin = text.find('>', behind_name);
    if (begin != text.npos && is_secret(text.substr(i + 1, behind_name - i - 1)) &&
        text[i + 1] != '/')
      spans.push_back({begin + 1, std::min(text.find("</", begin), text.size())});
  }
}

/// `Bearer …`, `Basic …`
void find_headers(std::string_view text, Spans& spans) {
  for (const std::string_view scheme : {"Bearer ", "Basic "})
    for (auto i = text.find(scheme); i != text.npos; i = text.find(scheme, i + 1))
      spans.push_back({i + scheme.size(), word_end(text, i + scheme.size())});
}

/// The user in front of a host that begins at `begin`: the password, or all when there is none.
/// A password may have slashes and @ that nobody encoded; but `:80/a@b` of a page is a port.
void find_user(std::string_view text, std::size_t begin, bool is_page, Spans& spans) {
  const auto host_and_path =
      text.substr(begin, std::min(text.find_first_of("<> \t\r\n", begin), text.size()) - begin);
  const auto at = host_and_path.rfind('@', host_and_path.find('/'));
  const auto colon = host_and_path.find(':');
  const auto behind_colon = colon < host_and_path.find('/') ? host_and_path.substr(colon + 1) : "";
  const bool is_port =
      is_page && behind_colon.substr(0, behind_colon.find('/')).find_first_not_of("0123456789") ==
                     std::string_view::npos;
  if (at != host_and_path.npos)
    spans.push_back({begin + (colon < at ? colon + 1 : 0), begin + at});
  else if (!is_port && behind_colon.find('@') != std::string_view::npos)
    spans.push_back({begin + colon + 1, begin + host_and_path.rfind('@')});
  else if (!is_page && colon < host_and_path.find('/'))
    spans.push_back({begin + colon + 1, text.find('@', begin + colon)}); // libpq takes blanks, too
}

/// `https://user:…@host`, encoded as a value of another URL too.
void find_users(std::string_view text, Spans& spans) {
  for (auto i = text.find("://"); i != text.npos; i = text.find("://", i + 1))
    find_user(text, i + 3,
              text.substr(0, i).ends_with("http") || text.substr(0, i).ends_with("https"), spans);
  const auto lower = in_lower_case(text);
  for (auto i = lower.find("%2f%2f"); i != lower.npos; i = lower.find("%2f%2f", i + 1))
    if (const auto at = lower.substr(0, lower.find('&', i)).rfind("%40");
        at != lower.npos && at > i)
      spans.push_back({i + 6, at});
}

/// `OCI:user/…@host`, `ODBC:user/…@name`
void find_oracle_users(std::string_view text, Spans& spans) {
  const auto lower = in_lower_case(text);
  for (const std::string_view driver : {"oci:", "odbc:", "georaster:"})
    for (auto i = lower.find(driver); i != lower.npos; i = lower.find(driver, i + 1)) {
      const auto end = word_end(lower, i);
      const auto slash = lower.find('/', i);
      const auto at = lower.find_last_of('@', end);
      if (slash < end)
        spans.push_back({slash + 1, at != lower.npos && slash < at ? at : end});
    }
}

/// Where parts of the secrets stand again: libraries take connections apart and quote the pieces.
void find_again(std::string_view text, Spans& spans) {
  constexpr std::size_t least = 4; // shorter ones are words of messages as well
  const auto found = spans;
  for (const auto& span : found) {
    const auto value = text.substr(span.begin, span.end - span.begin);
    for (std::size_t i = 0; i < value.size();) {
      const auto end = std::min(value.find_first_of(" @/'\"?:;,{}", i), value.size());
      const auto part = value.substr(i, end - i);
      for (auto at = text.find(part); part.size() >= least && at != text.npos;
           at = text.find(part, at + part.size()))
        spans.push_back({at, at + part.size()});
      i = end + 1;
    }
  }
}

} // namespace

std::string without_secrets(std::string_view text) {
  Spans spans;
  find_named(text, spans);
  find_elements(text, spans);
  find_headers(text, spans);
  find_users(text, spans);
  find_oracle_users(text, spans);
  std::erase_if(spans,
                [&](const Span& span) { return span.begin >= span.end || span.end > text.size(); });
  find_again(text, spans);
  std::ranges::sort(spans, {}, [](const Span& span) {
    return std::pair(span.begin, -static_cast<std::ptrdiff_t>(span.end));
  });
  std::string shown;
  std::size_t done = 0;
  for (const auto& span : spans) {
    if (span.begin >= done && span.begin < span.end)
      shown.append(text.substr(done, span.begin - done)).append("***");
    done = std::max(done, span.end);
  }
  return shown.append(text.substr(std::min(done, text.size())));
}

} // namespace geo
