using Microsoft.Extensions.Configuration;
using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Sources;

/// <summary>The values of one source, and what was wrong with it. A value with a fault is told and not passed on.</summary>
internal sealed class SettingsLayer : ConfigurationProvider, IConfigurationSource
{
    private readonly Dictionary<string, string> _origins = [];
    private readonly List<SettingsFault> _faults = [];

    /// <summary>What was wrong, in the order of the source.</summary>
    public IReadOnlyList<SettingsFault> Faults => _faults;

    /// <summary>Where a key was set, or null.</summary>
    public string? OriginOf(string key) => _origins.GetValueOrDefault(key);

    /// <summary>Takes a value; a later one of the same key replaces it.</summary>
    public void Add(SettingValue value)
    {
        if (SettingCatalog.Node.Find(value.Key) is not SettingDeclaration setting)
        {
            Fault(value.Origin, SettingCatalog.Node.Refuse(value.Key));
        }
        else if (setting.FaultOf(value.Text) is string fault)
        {
            Fault(value.Origin, fault);
        }
        else
        {
            Set(setting.ConfigurationKey, value.Text);
            _origins[value.Key] = value.Origin;
        }
    }

    /// <summary>Takes note of a fault.</summary>
    public void Fault(string origin, string what) => _faults.Add(new SettingsFault(origin, what));

    IConfigurationProvider IConfigurationSource.Build(IConfigurationBuilder builder) => this;
}
