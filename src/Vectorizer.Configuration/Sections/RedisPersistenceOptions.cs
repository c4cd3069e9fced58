using Microsoft.Extensions.Configuration;
using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Sections;

/// <summary>The Redis that holds the state of grains.</summary>
public sealed class RedisPersistenceOptions
{
    /// <summary>Key of the connection string.</summary>
    public const string ConnectionStringKey = "persistence.redis.connection_string";

    /// <summary>Connection string as StackExchange.Redis takes it: <c>host:port,password=…,ssl=true</c>.</summary>
    [ConfigurationKeyName("connection_string")]
    [SecretSetting(Example = "127.0.0.1:6379,password=…,ssl=true")]
    public string? ConnectionString { get; set; }

    /// <summary>File that holds the connection string, in the place of that key.</summary>
    [ConfigurationKeyName("connection_string_file")]
    [PathSetting("a file", Example = "/etc/vectorizer/redis-connection-string")]
    public string? ConnectionStringFile { get; set; }

    internal string? Fault(string neededBy)
        => SecretPair.Fault(ConnectionStringKey, ConnectionString, ConnectionStringFile, neededBy);
}
