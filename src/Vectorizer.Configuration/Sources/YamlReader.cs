using Vectorizer.Configuration.Declarations;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Vectorizer.Configuration.Sources;

/// <summary>Reads YAML event by event, so that every fault knows its line and column.</summary>
/// <remarks>
/// Sections that are known are the only nesting that is entered; all else is passed over in constant memory. Aliases are
/// refused, so no file grows when it is read.
/// </remarks>
internal sealed class YamlReader
{
    private readonly Parser _parser;
    private readonly string _file;
    private readonly SettingsLayer _layer;

    private YamlReader(string text, string file, SettingsLayer layer)
    {
        _parser = new Parser(new StringReader(text));
        _file = file;
        _layer = layer;
    }

    /// <summary>Adds the values of a text to a layer.</summary>
    public static void Read(string text, string file, SettingsLayer layer) => new YamlReader(text, file, layer).Read();

    private void Read()
    {
        try
        {
            _parser.Consume<StreamStart>();
            if (_parser.TryConsume<DocumentStart>(out _))
            {
                ReadTop();
                _parser.Consume<DocumentEnd>();
            }

            if (_parser.Current is DocumentStart second)
            {
                Fault(second, "a second document begins here; a settings file has one.");
            }
        }
        catch (YamlException exception)
        {
            _layer.Fault(At(exception.Start), $"this is no YAML: {OneLine.Of(exception.Message)}");
        }
    }

    private void ReadTop()
    {
        if (_parser.TryConsume<MappingStart>(out _))
        {
            ReadSection("");
        }
        else if (!IsNull(_parser.Current!))
        {
            Fault(_parser.Current!, "sections belong here, such as 'server:' with its keys below.");
            _parser.SkipThisAndNestedEvents();
        }
        else
        {
            _parser.MoveNext();
        }
    }

    private void ReadSection(string prefix)
    {
        Dictionary<string, long> lines = [];
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out Scalar? name) || name is null)
            {
                Fault(_parser.Current!, "a name of a setting or a section belongs here.");
                _parser.SkipThisAndNestedEvents();
                _parser.SkipThisAndNestedEvents();
                continue;
            }

            string key = prefix + name.Value;
            if (!lines.TryAdd(name.Value, name.Start.Line))
            {
                Fault(name, $"{OneLine.Of(key)} is set twice; the first is in line {lines[name.Value]}.");
                _parser.SkipThisAndNestedEvents();
            }
            else if (name.Value.AsSpan().ContainsAny('.', ':'))
            {
                Fault(name, $"'{OneLine.Of(name.Value)}' is no name; in a file each part of a key stands on a line of its own.");
                _parser.SkipThisAndNestedEvents();
            }
            else
            {
                ReadValue(name, key);
            }
        }
    }

    private void ReadValue(Scalar name, string key)
    {
        ParsingEvent value = _parser.Current!;
        SettingDeclaration? setting = SettingCatalog.Node.Find(key);
        if (setting is null && (LaterKeys.Find(key) is not null || !SettingCatalog.Node.IsSection(key)))
        {
            Fault(name, SettingCatalog.Node.Refuse(key));
        }
        else if (value is AnchorAlias)
        {
            Fault(value, $"{key} is an alias; write the value itself.");
        }
        else if (value is NodeEvent { Tag.IsEmpty: false })
        {
            Fault(value, $"{key} has a tag; write the value without it.");
        }
        else if (setting is null && value is MappingStart)
        {
            _parser.MoveNext();
            ReadSection(key + ".");
            return;
        }
        else if (setting is null)
        {
            // A section whose keys are all commented out is empty.
            if (!IsNull(value))
            {
                Fault(value, $"{key} is a section; its keys belong here, each on a line of its own.");
            }
        }
        else if (setting.Rule is ListSettingAttribute && value is SequenceStart)
        {
            ReadList(name, key, setting);
            return;
        }
        else if (value is not Scalar scalar)
        {
            Fault(value, $"{key} takes one value, not a {(value is MappingStart ? "map" : "list")}; it must be {setting.Rule.Allowed}.");
        }
        else if (IsNull(value))
        {
            Fault(name, $"{key} has no value; it must be {setting.Rule.Allowed}.");
        }
        else
        {
            _layer.Add(new SettingValue(key, scalar.Value, At(name.Start)));
        }

        _parser.SkipThisAndNestedEvents();
    }

    private void ReadList(Scalar name, string key, SettingDeclaration setting)
    {
        _parser.Consume<SequenceStart>();
        List<string> items = [];
        bool isRight = true;
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            if (_parser.Current is Scalar { Tag.IsEmpty: true } item && !IsNull(item))
            {
                items.Add(item.Value);
            }
            else
            {
                Fault(_parser.Current!, $"{key} takes plain values here; it must be {setting.Rule.Allowed}.");
                isRight = false;
            }

            _parser.SkipThisAndNestedEvents();
        }

        if (isRight)
        {
            _layer.Add(new SettingValue(key, ListSettingAttribute.Join(items), At(name.Start)));
        }
    }

    private static bool IsNull(ParsingEvent value)
        => value is Scalar { Style: ScalarStyle.Plain, Value: "" or "~" or "null" or "Null" or "NULL" };

    private void Fault(ParsingEvent at, string what) => _layer.Fault(At(at.Start), what);

    private string At(Mark mark) => $"{_file}:{mark.Line}:{mark.Column}";
}
