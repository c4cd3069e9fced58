using StackExchange.Redis;

namespace Vectorizer.Server.Configuration;

/// <summary>Section <c>persistence.redis</c>: the Redis that holds the state of grains.</summary>
internal sealed class RedisPersistenceOptions
{
    private const string Key = "persistence.redis.connection_string";

    /// <summary>As StackExchange.Redis takes it: <c>host:port,password=…,ssl=true</c>.</summary>
    [ConfigurationKeyName("connection_string")]
    public string? ConnectionString { get; set; }

    /// <summary>Path of a file that holds the connection string.</summary>
    [ConfigurationKeyName("connection_string_file")]
    public string? ConnectionStringFile { get; set; }

    /// <summary>How to reach it.</summary>
    /// <exception cref="StartupException">It is not told, or not in this form.</exception>
    public ConfigurationOptions Connect(string neededBy)
    {
        string text = SecretSetting.Require(Key, ConnectionString, ConnectionStringFile, neededBy);
        try
        {
            ConfigurationOptions options = ConfigurationOptions.Parse(text);
            return options.EndPoints.Count > 0 ? options : throw new StartupException($"{Key} names no host.");
        }
        catch (ArgumentException)
        {
            // Its message may repeat a part of the text, and with it a part of the password.
            throw new StartupException($"{Key} cannot be read; it must be like 'host:6379,password=…,ssl=true'.");
        }
    }
}
