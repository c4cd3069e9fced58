using Azure.Storage.Blobs;
using StackExchange.Redis;
using Vectorizer.Azure.Blobs;
using Vectorizer.Configuration.Sections;

namespace Vectorizer.Server.Configuration;

/// <summary>Turns the settings of a store on another machine into a way to reach it. No message repeats a secret.</summary>
internal static class StoreConnections
{
    /// <summary>How to reach Redis.</summary>
    /// <exception cref="StartupException">The connection string cannot be read.</exception>
    public static ConfigurationOptions Redis(RedisPersistenceOptions redis)
    {
        const string key = RedisPersistenceOptions.ConnectionStringKey;
        string text = redis.ConnectionString ?? ReadFile($"{key}_file", redis.ConnectionStringFile!);
        try
        {
            ConfigurationOptions options = ConfigurationOptions.Parse(text);
            return options.EndPoints.Count > 0 ? options : throw new StartupException($"{key} names no host.");
        }
        catch (ArgumentException)
        {
            // Its message may repeat a part of the text, and with it a part of the password.
            throw new StartupException($"{key} cannot be read; it must be like 'host:6379,password=…,ssl=true'.");
        }
    }

    /// <summary>A client of the container.</summary>
    /// <exception cref="StartupException">The connection string cannot be read.</exception>
    public static BlobContainerClient Azure(AzureBlobOptions azure)
    {
        const string key = AzureBlobOptions.ConnectionStringKey;
        string text = azure.ConnectionString ?? ReadFile($"{key}_file", azure.ConnectionStringFile!);
        try
        {
            return AzureContainer.Client(text, azure.Container);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw new StartupException(
                $"{key} cannot be read; it must be like 'DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…;EndpointSuffix=core.windows.net'.");
        }
    }

    // A line break at the end does not count: editors put it there.
    private static string ReadFile(string key, string path)
    {
        try
        {
            string secret = File.ReadAllText(path).TrimEnd('\r', '\n');
            return !string.IsNullOrWhiteSpace(secret) ? secret : throw new StartupException($"{key} is '{path}', which is empty.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{key} is '{path}', which cannot be read: {exception.Message}");
        }
    }
}
