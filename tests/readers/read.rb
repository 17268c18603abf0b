# Reads YAML documents with Psych, as Jekyll does. In: a JSON array of texts. Out: a JSON array of
# {"value"} or {"error"}; dates as {"$date": …}, keys that are no text as "$key …".
require "date"
require "json"
require "yaml"

def shown(value)
  case value
  when Time, Date then { "$date" => value.to_s }
  when Symbol then { "$symbol" => value.to_s }
  when Array then value.map { |v| shown(v) }
  when Hash then value.to_h { |k, v| [k.is_a?(String) ? k : "$key #{k.inspect}", shown(v)] }
  when Float then value.finite? ? value : { "$float" => value.to_s }
  else value
  end
end

Encoding.default_external = Encoding::UTF_8
answers = JSON.parse($stdin.read).map do |text|
  { value: shown(YAML.safe_load(text, permitted_classes: [Time, Date, Symbol], aliases: true)) }
rescue StandardError => e
  { error: e.message }
end
print JSON.generate(answers)
